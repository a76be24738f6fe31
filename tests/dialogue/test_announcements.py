"""Machines that answer in the customer's place, by what they say; and people who only talk like them or about them."""

from collections.abc import Sequence

import pytest

from pipeline.dialogue.announcements import MachineKind, OnTheLine, who_is_on_the_line
from pipeline.domain.transcript import Transcript
from pipeline.domain.vocabulary import Role
from pipeline.rules import shipped_rules
from tests.making import an_utterance

KNOWN = shipped_rules().announcements
C, A = Role.CUSTOMER, Role.AGENT
Said = Sequence[tuple[Role, str]]
GREETING = (A, "您好，我是江北银行的小孟，想跟您核对一下贷款的情况。")


def on_the_line(*said: tuple[Role, str]) -> OnTheLine:
    utterances = tuple(an_utterance(n, role, text, 3.0 * n) for n, (role, text) in enumerate(said))
    return who_is_on_the_line(Transcript(utterances=utterances), KNOWN)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("network", "您好，您拨打的电话已关机，请稍后再拨。"),
        ("network", "对不起，您拨打的号码是空号，请核对后再拨。"),
        ("network", "对不起，您所拨打的电话正在通话中，请稍后再拨。"),
        ("network", "您好，请不要挂机，您拨打的电话正在通话中。"),
        ("network", "您拨打的用户已停机"),
        ("network", "您所呼叫的用户暂时无人接听，请稍后再拨"),
        ("network", "您拨叫的用户不在服务区"),
        ("network", "对不起您拨打的用户暂时不方便接听您的电话"),
        ("network", "您好，您拨打的号码暂停服务。"),
        ("network", "对不起，该用户已关机，请稍后再拨。"),
        ("network", "您的来电信息将以短信通知机主。"),
        ("network", "我们将以短信的形式通知该用户。"),
        ("network", "您的电话已欠费，请及时充值。"),
        ("network", "您撥打的電話暫時無法接通，請稍後再撥。"),
        ("network", "Sorry, the number you have dialed is power off."),
        ("network", "The subscriber you dialed can not be connected for the moment, please dial again later."),
        ("mailbox", "请在嘀声后留言。"),
        ("mailbox", "机主不在，听到提示音后请留言，录音完毕请挂机。"),
        ("mailbox", "欢迎使用语音信箱。"),
        ("mailbox", "您的来电已被转入语音信箱。"),
        ("mailbox", "我现在不方便接听电话，请您留言，我会尽快回复。"),
        ("mailbox", "录音结束后，请挂机或按井号键重录。"),
        ("mailbox", "Please leave a message after the tone."),
        ("assistant", "您好，机主现在正忙，我是他的智能助理，请问您有什么事？"),
        ("assistant", "你好，我是小布助手，机主暂时不方便接电话。"),
        ("assistant", "我是机主的电话秘书，您可以把事情告诉我。"),
        ("assistant", "好的，我会转告机主。"),
        ("assistant", "喂您好，我是语音助手，正在替机主接听。"),
        ("assistant", "请问您找机主有什么事吗？"),
        ("assistant", "请简单说明一下您的来意。"),
        ("assistant", "您的留言我已记录下来。"),
        ("menu", "欢迎致电，中文服务请按1，英文服务请按2。"),
        ("menu", "查询请按一，投诉请按二，人工服务请按零。"),
        ("menu", "请输入您的证件号码，按井号键结束。"),
        ("menu", "请拨分机号，查号请拨0。"),
        ("menu", "返回上一级请按星号键。"),
        ("queue", "您的来电对我们非常重要，请耐心等待。"),
        ("queue", "坐席全忙，请稍候。"),
        ("queue", "正在为您转接，请稍候。"),
        ("queue", "您前面还有3位客户在等待。"),
        ("queue", "您好，欢迎致电宏远建材有限公司。"),
        ("queue", "请不要挂机，您的电话正在排队。"),
        ("queue", "按星号键复制此铃音。"),
    ],
)
def test_a_machine_is_known_by_what_it_says(kind: MachineKind, words: str) -> None:
    line = on_the_line((C, words), GREETING)
    assert set(line.machines.values()) == {kind}
    assert line.unreached == {0, 1}
    assert not line.anybody
    assert line.listener(1) == KNOWN.kinds[kind].name


@pytest.mark.parametrize(
    "said",
    [
        (A, "昨天给您打电话，一直提示您拨打的电话已关机。"),
        (C, "我打你们客服，说什么您拨打的用户正忙，打了三遍。"),
        (C, "我手机停机了两天，刚充上话费。"),
        (C, "那个号是空号，早不用了。"),
        (C, "我在开会，不方便接，晚点你再打。"),
        (C, "我现在不方便，你下午打过来吧。"),
        (C, "他不在家，有什么事我转告他。"),
        (C, "我是她爱人，她手机放家里了。"),
        (C, "要不你给我留个言，发短信也行。"),
        (C, "你找机主啊？机主是我老婆，这号她的名字办的。"),
        (C, "我就是机主，卡是我自己名字办的。"),
        (A, "请问您是机主本人吗？"),
        (A, "签约的时候语音会提示您，同意请按1。"),
        (A, "您拨打的这个电话是我们的客服热线，工作日都有人。"),
        (A, "您稍等，我正在为您转接，请不要挂机。"),
        (A, "您的来电对我们很重要，有事随时打。"),
        (A, "我是江北银行的智能语音助手，给您做个回访。"),
        (A, "感谢您致电江北银行客服中心。"),
        (C, "那个语音叫我请按1，我就按了，后来没人接。"),
        (C, "我按了井号它也没反应。"),
        (C, "前面还有两个人排队，我在银行大厅等着呢。"),
        (C, "我是做智能家居的，家里装的那种。"),
        (C, "秘书跟我说过这事了。"),
        (C, "我在移动公司上班，做客服的。"),
        (C, "你们坐席是不是都挺忙的？"),
        (C, "信号不好，您再说一遍。"),
        (C, "好的，您请稍等，我去拿一下身份证。"),
        (C, "稍等，我把门关上。"),
        (C, "欢迎你们来厂里看，随时来。"),
        (C, "话费欠了我忘交，停机那天正好你们打来。"),
    ],
)
def test_people_who_talk_about_such_things_are_people(said: tuple[Role, str]) -> None:
    line = on_the_line(GREETING, said, (A, "好的。"))
    assert line.machines == {}
    assert line.unreached == frozenset()


@pytest.mark.parametrize(
    ("said", "unreached"),
    [
        ([(C, "您拨打的电话正在通话中，请稍后再拨。"), (A, "喂？"), (C, "喂，你哪位？"), GREETING], {0, 1}),
        ([GREETING, (C, "嗯，你说。"), (C, "您拨打的用户暂时无法接通。"), (A, "喂，您还在吗？")], {2, 3}),
        ([(C, "请在嘀声后留言。"), (A, "您那笔款逾期了。"), (C, "滴。")], {0, 1, 2}),
        ([(C, "您好，我是机主的智能助理。"), GREETING, (C, "好的，请问还有别的事吗？"), (A, "没有了。")], {0, 1, 2, 3}),
        ([(C, "您好，我是机主的智能助理。"), GREETING, (C, "我就是，刚才没接上，你说。"), (A, "好的。")], {0, 1}),
        ([(C, "正在为您转接，请稍候。"), (C, "宏远建材。"), (A, "请问李总在吗？"), (C, "我就是。")], {0, 1, 2}),
        ([(C, "坐席全忙，请稍候。"), *[(C, "宏远建材财务部。")] * 3, (A, "您好。")], {0}),
        ([(A, "您拨打的电话已关机，请稍后再拨。"), (C, "没人接，打不通。")], {0}),
    ],
    ids=[
        "a person after the network",
        "the network at the end",
        "a message for a mailbox",
        "an assistant that answers",
        "a person takes over from an assistant",
        "a person whose first words fit nothing",
        "words that fit nothing, oftener than patience",
        "an announcement given to the agent",
    ],
)
def test_what_no_person_heard_ends_where_a_person_speaks(said: Said, unreached: set[int]) -> None:
    assert on_the_line(*said).unreached == unreached


def test_an_ordinary_call_has_nobody_but_people() -> None:
    line = on_the_line(GREETING, (C, "对，是我。"), (A, "这个电话有录音。"), (C, "行。"))
    assert line == OnTheLine(names=line.names)
    assert line.first_of_each() == ()
