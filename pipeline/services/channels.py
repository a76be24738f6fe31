"""What of a recording is heard: both legs, or one channel where the two are not the two parties."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.audio.speech import (
    SpeechOptions,
    lead_by_turns,
    regions_beside,
    speech_curves,
    speech_regions,
    without_loud_leaks,
)
from pipeline.audio.tracks import centred, distinct_channels, mixed
from pipeline.domain.audio import AudioTrack, SpeechRegion
from pipeline.speakers.diarize import Voices
from pipeline.speakers.legs import holds_both_parties, legs_by_time

VoicesOf = Callable[[AudioTrack, Sequence[SpeechRegion]], Voices]


@dataclass(frozen=True, eq=False)
class HeardChannels:
    """Two tracks where each holds one party, else one. regions: of speech on them. warnings: Chinese, for reviewers."""

    tracks: tuple[AudioTrack, ...]
    regions: tuple[SpeechRegion, ...]
    warnings: tuple[str, ...] = ()


def heard_channels(decoded: tuple[AudioTrack, ...], speech: SpeechOptions, voices_of: VoicesOf) -> HeardChannels:
    """What to hear of the decoded channels.

    voices_of: the diarizer; asked only where one channel says so little that the other may hold both parties.
    """
    channels = distinct_channels(decoded)
    tracks = centred(tuple(decoded[n] for n in channels.kept))
    curves = speech_curves(tracks)
    regions = regions_beside(curves, speech)
    warnings = (channels.warning,) if channels.warning else ()
    if len(tracks) == 1:
        return HeardChannels(tracks, regions, warnings)
    legs = legs_by_time(regions, (tracks[0].channel, tracks[1].channel))
    if len(legs.kept) == 1 and lead_by_turns(*curves):
        leaking = "两个声道串音较重，按音量分清双方，请核对角色"
        return HeardChannels(tracks, without_loud_leaks(curves, speech), (*warnings, leaking))
    if len(legs.kept) == 1:
        alone = tuple(curve for curve in curves if curve.track.channel in legs.kept)
        # Found anew: beside the other channel some of it was taken for the other's leak.
        regions = regions_beside(alone, speech)
        return HeardChannels(tuple(curve.track for curve in alone), regions, (*warnings, legs.warning))
    if legs.uncertain is not None and _both_on(legs.uncertain, tracks, regions, voices_of):
        together = (mixed(tracks),)  # the little that the other channel holds is heard too
        warning = f"双方的话都录在声道{legs.uncertain}，按单声道处理，坐席与客户按声音区分，请核对角色"
        return HeardChannels(together, speech_regions(together, speech), (*warnings, warning))
    return HeardChannels(tracks, regions, warnings)


def _both_on(
    channel: int, tracks: tuple[AudioTrack, ...], regions: Sequence[SpeechRegion], voices_of: VoicesOf
) -> bool:
    track = next(track for track in tracks if track.channel == channel)
    return holds_both_parties(voices_of(track, [region for region in regions if region.channel == channel]))
