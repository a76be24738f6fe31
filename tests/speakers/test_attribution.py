from pipeline.domain.audio import SpeakerTurn
from pipeline.domain.transcript import Heard, HeardSegment
from pipeline.domain.vocabulary import Role
from pipeline.rules import shipped_rules
from pipeline.speakers.attribution import attribute_mono, attribute_stereo
from tests.speakers.making import segment, timed, turn
from tests.speakers.test_roles import AGENT, CUSTOMER

CUES = shipped_rules().role_cues


def heard(*segments: HeardSegment) -> Heard:
    return Heard(segments=segments, unheard=(), speech_s=10.0)


def stereo(agent_channel: int) -> Heard:
    lines = [(agent_channel, a) for a in AGENT], [(1 - agent_channel, c) for c in CUSTOMER]
    turns = [each for pair in zip(*lines, strict=True) for each in pair]
    return heard(*(segment(2.5 * n, text, channel=channel) for n, (channel, text) in enumerate(turns)))


def test_the_manifests_channel_is_the_agent() -> None:
    attribution = attribute_stereo(stereo(1), 1, CUES)
    assert [each.role for each in attribution.segments[:2]] == [Role.AGENT, Role.CUSTOMER]
    assert (attribution.role_confidence, attribution.warnings) == (1.0, ())
    assert attribution.role_evidence == ("清单写明坐席在声道1",)


def test_a_manifest_that_what_is_said_contradicts_is_believed_and_warned_of() -> None:
    attribution = attribute_stereo(stereo(1), 0, CUES)
    assert attribution.segments[0].role is Role.CUSTOMER
    assert "声道1所说的话更像坐席" in attribution.warnings[0]


def test_without_a_manifest_the_words_decide() -> None:
    for channel in (0, 1):
        attribution = attribute_stereo(stereo(channel), None, CUES)
        assert attribution.segments[0].role is Role.AGENT
        assert attribution.role_confidence > 0.9
        assert attribution.role_evidence
        assert attribution.warnings == ()


def test_roles_decided_with_little_evidence_say_so() -> None:
    attribution = attribute_stereo(heard(segment(0.0, "嗯"), segment(3.0, "啊", channel=1)), None, CUES)
    assert attribution.role_confidence < 0.8
    assert "依据不足" in attribution.warnings[0]


def mono() -> tuple[Heard, list[SpeakerTurn]]:
    """Question and answer run together in one segment, as recognisers write them."""
    words = [list(a) + list(c) for a, c in zip(AGENT, CUSTOMER, strict=True)]
    segments = [timed(10.0 * n, each) for n, each in enumerate(words)]
    turns = []
    for n, question in enumerate(AGENT):
        border, end = 10.0 * n + 0.2 * len(question), segments[n].end
        turns += [turn(10.0 * n, border, 0), turn(border, end, 1)]
    return heard(*segments), turns


def test_mono_segments_are_cut_and_given_to_both_parties() -> None:
    attribution = attribute_mono(*mono(), CUES)
    texts = {role: [each.text for each in attribution.segments if each.role is role] for role in Role}
    assert texts == {Role.AGENT: AGENT, Role.CUSTOMER: CUSTOMER}
    assert attribution.warnings == ()
    assert all(0.8 < each.role_confidence <= 1 for each in attribution.segments)


def test_one_voice_is_warned_of() -> None:
    attribution = attribute_mono(heard(segment(0.0, AGENT[0]), segment(4.0, AGENT[1])), [turn(0.0, 7.0, 0)], CUES)
    assert {each.role for each in attribution.segments} == {Role.AGENT}
    assert "只分辨出一种声音" in attribution.warnings[0]


def test_two_voices_that_both_talk_like_agents_are_warned_of() -> None:
    both = heard(*(segment(4.0 * n, line) for n, line in enumerate([*AGENT, *AGENT])))
    attribution = attribute_mono(both, [turn(0.0, 11.0, 0), turn(12.0, 24.0, 1)], CUES)
    assert any("都像坐席" in warning for warning in attribution.warnings)


def test_voices_that_could_not_be_told_apart_are_warned_of() -> None:
    segments, turns = mono()
    doubtful = [each.model_copy(update={"confidence": 0.5}) for each in turns]
    attribution = attribute_mono(segments, doubtful, CUES)
    assert any("难以分辨" in warning for warning in attribution.warnings)


def test_nothing_heard_is_nobodys() -> None:
    attribution = attribute_mono(heard(), (), CUES)
    assert attribution.segments == ()
    assert attribution.role_confidence == 0.5


def test_one_voice_is_never_surely_the_agents_whatever_it_says() -> None:
    words = heard(*(segment(4.0 * n, line) for n, line in enumerate([*AGENT, *AGENT])))
    turns = [turn(0.0, 30.0, 0)]
    for one_party, warning in ((False, "只分辨出一种声音"), (True, "可能只录到通话的一方")):
        attribution = attribute_mono(words, turns, CUES, one_party=one_party)
        assert attribution.role_confidence <= 0.6
        assert any(warning in each for each in attribution.warnings)


def test_words_on_one_of_two_channels_alone_are_warned_of() -> None:
    words = heard(*(segment(4.0 * n, line) for n, line in enumerate([*AGENT, *CUSTOMER])))
    for agent_channel in (None, 0):
        attribution = attribute_stereo(words, agent_channel, CUES)
        assert attribution.role_confidence <= 0.6
        assert any("只有声道0有可读的话" in each for each in attribution.warnings)
