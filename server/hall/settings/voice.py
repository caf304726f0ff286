"""What is said at a call, and where, how loud and when it is heard."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from server.hall.settings.kinds import Clock, Slug, Tree, form

MOST_QUIET = 4  # times of a zone
Media = Annotated[
    str,
    Meta(
        pattern=r"^([0-9a-f]{64})?(?!\n)$",
        extra_json_schema=form(
            "应为已上传文件的编号，或留空", "must be the name of an uploaded file, or empty"
        ),
    ),
]


class Speech(Tree, frozen=True):
    """How a call is worded and spoken."""

    one: Annotated[Literal["一", "幺"], Meta(title="票号中的 1 读作")] = "一"
    repeats: Annotated[int, Meta(ge=1, le=3, title="播报遍数")] = 2
    recall: Annotated[bool, Meta(title="重呼提示", description="重呼时先说明是重新叫号")] = False
    classes: Annotated[bool, Meta(title="播报类别", description="优先号先报类别")] = False
    prompts: Annotated[bool, Meta(title="播报提示", description="过号、午休、停止取号和下班时各播报一次")] = (
        False
    )


class QuietHours(Tree, frozen=True):
    """A time of the day without sound, over midnight when it ends before it begins."""

    begins: Annotated[Clock, Meta(title="开始")]
    ends: Annotated[Clock, Meta(title="结束")]

    def holds(self, time: str) -> bool:
        """Whether a time of the day ("12:05") lies in it."""
        if self.begins <= self.ends:
            return self.begins <= time < self.ends
        return time >= self.begins or time < self.ends


class ZoneVoice(Tree, frozen=True):
    """The loudspeakers of a zone."""

    zone: Annotated[Slug, Meta(title="区域")]
    volume: Annotated[int, Meta(ge=0, le=100, title="音量")] = 100
    quiet: Annotated[tuple[QuietHours, ...], Meta(max_length=MOST_QUIET, title="静音时段")] = ()

    def quiet_at(self, time: str) -> bool:
        """Whether nothing is heard at a time of the day ("12:05")."""
        return any(quiet.holds(time) for quiet in self.quiet)


class Voice(Tree, frozen=True):
    """Announcements. clips: hash of the media file that lists the hall's own recordings. zones: those whose
    loudspeakers differ from the usual."""

    spoken: Annotated[bool, Meta(title="语音播报")] = True
    clips: Annotated[Media, Meta(title="自录语音", description="自录语音清单文件的编号")] = ""
    zones: Annotated[tuple[ZoneVoice, ...], Meta(max_length=99, title="各区域音量")] = ()

    def of(self, zone: str) -> ZoneVoice:
        """The loudspeakers of a zone."""
        return next((found for found in self.zones if found.zone == zone), ZoneVoice(zone=zone))
