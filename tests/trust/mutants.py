"""Changes a good file a little, at random, always the same for the same number: bits, blocks, cuts, numbers, words."""

import random
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

_NUMBER = re.compile(rb"\d{1,20}")
_ODD_NUMBERS = (0, 1, -1, 2, 127, 128, 255, 256, 32767, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**63, 2**64 - 1)
_WORDS = re.compile(rb"[\">:=,;(]([^\"<>:=,;()\r\n]{1,60})[\"<,;)\r\n]")
ODD_WORDS = (
    b"", b"0", b"-1", b"NaN", b"1e999", b"99999999999999999999", b"9999-99-99", b"0000-00-00", b"20269999T999999Z",
    b"12/31/9999", b"\\ud800", b"\\u0000", b"\xff\xfe", b"../../x", b"http://example.org", b"&amp;", b"x" * 5000,
    b"[" * 2000, b"=1+1", b"true", b"null", b"\xe2\x80\xae", b"%s{0}", b"P9999Y", b"FREQ=SECONDLY", b"utf-7", b"hex",
)  # fmt: skip
_LONGEST = 1 << 20

Mutation = Callable[[bytearray, Sequence[bytes], random.Random], None]


def mutant(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """Return one of the seeds after one to four changes; at most 1 MiB, however often pieces were copied."""
    data = bytearray(chance.choice(seeds))
    for _change in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        chance.choice(_MUTATIONS)(data, seeds, chance)
    return bytes(data[:_LONGEST])


def _span(data: bytearray, chance: random.Random) -> tuple[int, int]:
    """A stretch, short more often than long."""
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + (1 << chance.randrange(12)))


def _flip_bits(data: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    for _bit in range(chance.choice((1, 1, 2, 4, 16)) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _fill(data: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    start, end = _span(data, chance)
    data[start:end] = bytes([chance.choice((0, 255, 32, 40, 60, 91, 123, chance.randrange(256)))]) * (end - start)


def _copy_block(data: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    start, end = _span(data, chance)
    at, times = chance.randrange(len(data) + 1), chance.choice((1, 1, 2, 50))
    data[at:at] = bytes(data[start:end]) * times


def _move_block(data: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    start, end = _span(data, chance)
    block = bytes(data[start:end])
    at = chance.randrange(len(data) + 1)
    data[at : at + len(block)] = block


def _cut_out(data: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    start, end = _span(data, chance)
    del data[start:end]


def _cut_off(data: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _swap_number(data: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    """Put another number where one is written in digits, or could be in bytes."""
    odd = chance.choice(_ODD_NUMBERS)
    start = chance.randrange(len(data) + 1)
    if found := _NUMBER.search(data, start):
        data[found.start() : found.end()] = str(odd).encode()
    else:
        _put_binary(data, odd, start, chance)


def _swap_words(data: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    """Put other words where some stand in quotes, in a tag or in a line of its own, so that the form stays whole."""
    if found := _WORDS.search(data, chance.randrange(len(data) + 1)):
        data[found.start(1) : found.end(1)] = chance.choice(ODD_WORDS)


def _swap_binary(data: bytearray, _seeds: Sequence[bytes], chance: random.Random) -> None:
    _put_binary(data, chance.choice(_ODD_NUMBERS), chance.randrange(len(data) + 1), chance)


def _put_binary(data: bytearray, odd: int, at: int, chance: random.Random) -> None:
    size, order = chance.choice((1, 2, 4, 8)), chance.choice(("big", "little"))
    written = (odd % (1 << 8 * size)).to_bytes(size, order)
    data[at : at + size] = written


def _splice(data: bytearray, seeds: Sequence[bytes], chance: random.Random) -> None:
    """Go on in the middle of another seed."""
    other = chance.choice(seeds)
    data[chance.randrange(len(data) + 1) :] = other[chance.randrange(len(other) + 1) :]


_MUTATIONS: tuple[Mutation, ...] = (
    _flip_bits, _flip_bits, _fill, _copy_block, _move_block, _cut_out, _cut_off, _swap_number, _swap_number,
    _swap_binary, _swap_words, _swap_words, _splice,
)  # fmt: skip


# What has sums over it is refused at the sum. So every other mutant has them made right, and goes in deeper.


def with_true_sums(data: bytes) -> bytes:
    """Make the check sums of a PNG picture right, as far as its pieces can still be told apart."""
    out, at = bytearray(data[:8]), 8
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        piece = data[at + 4 : at + 8 + length]
        if at + 12 + length > len(data):
            break
        out += data[at : at + 4] + piece + struct.pack(">I", zlib.crc32(piece))
        at += 12 + length
    return bytes(out) + data[at:]


def inside_zip(archives: Sequence[bytes], chance: random.Random) -> bytes:
    """Change one file of an archive, and pack it again."""
    with ZipFile(BytesIO(chance.choice(archives))) as archive:
        files = []
        for info in archive.infolist():
            try:
                files.append((info.filename, archive.read(info)))
            except (BadZipFile, NotImplementedError, RuntimeError, zlib.error):
                continue
    if not files:
        return mutant(archives, chance)
    chosen = chance.randrange(len(files))
    parts = [data for _name, data in files]
    files[chosen] = files[chosen][0], mutant([parts[chosen], parts[chosen], chance.choice(parts)], chance)
    return zipped(files)


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Pack files into an archive."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=1) as made:
        for name, data in files:
            made.writestr(name, data)
    return buffer.getvalue()
