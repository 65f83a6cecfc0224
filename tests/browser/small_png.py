"""Write a picture with 256 colours: a third of the bytes, and the eye sees no difference."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

from playwright.sync_api import Browser

# the browser has read and drawn the picture before anybody else here could: it also counts the colours
REDUCE = """async (address) => {
  const image = await createImageBitmap(await (await fetch(address)).blob());
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; i += 1) colours[i] = (data[4 * i] << 16) | (data[4 * i + 1] << 8) | data[4 * i + 2];
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const all = [...counts].map(([colour, count]) => {
    const parts = [colour >> 16, (colour >> 8) & 255, colour & 255];
    return { colour, count, parts, away: Infinity, nearest: 0 };
  });
  // each further colour is the one whose absence would be seen most: much of it, or far from all that are there
  const palette = [];
  let next = all.reduce((one, other) => (other.count > one.count ? other : one));
  while (palette.length < 256 && next.away > 0) {
    for (const one of all) {
      const away = one.parts.reduce((sum, part, n) => sum + (part - next.parts[n]) ** 2, 0);
      if (away < one.away) Object.assign(one, { away, nearest: palette.length });
    }
    palette.push(next.parts);
    next = all.reduce((one, other) => (other.count * other.away > one.count * one.away ? other : one));
  }
  const nearest = new Map(all.map((one) => [one.colour, one.nearest]));
  const indexes = Uint8Array.from(colours, (colour) => nearest.get(colour));
  let text = "";
  for (let i = 0; i < indexes.length; i += 30000) text += String.fromCharCode(...indexes.subarray(i, i + 30000));
  return { width, height, palette: palette.flat(), indexes: btoa(text) };
}"""


def write_small(browser: Browser, picture: bytes, path: Path) -> None:
    """Reduce a PNG to 256 colours and write it."""
    page = browser.new_page()
    reduced = page.evaluate(REDUCE, f"data:image/png;base64,{base64.b64encode(picture).decode()}")
    page.close()
    width, height = reduced["width"], reduced["height"]
    indexes = base64.b64decode(reduced["indexes"])
    rows = b"".join(b"\0" + indexes[start : start + width] for start in range(0, len(indexes), width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", bytes(reduced["palette"])), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
