"""Writes opencv-pixels.json: small image files of many kinds, and what OpenCV makes of each.

python opencv-pixels.py    # opencv-python-headless 4.7.0.72, pillow 13.0, tifffile 2024.12, imagecodecs 2024.12
"""
import base64
import io
import json
import pathlib
import struct

import cv2
import imagecodecs
import numpy as np
import tifffile
from PIL import Image

H, W = 6, 11
yy, xx = np.mgrid[0:H, 0:W]
rgb = np.stack([xx * 23 % 256, yy * 41 % 256, (xx * yy * 7 + 3) % 256], -1).astype(np.uint8)
bgr = rgb[..., ::-1].copy()
gray = (xx * 20 + yy * 7).astype(np.uint8)
alpha = (255 - xx * 11 - yy).astype(np.uint8)
rgba = np.dstack([rgb, alpha])
deep = rgb.astype(np.uint16) * 257 + 91
pil = Image.fromarray(rgb)
files = {}


def rows(array, top_down=False):
    array = array if top_down else array[::-1]
    return b"".join(row.tobytes() + b"\0" * (-len(row.tobytes()) % 4) for row in array) + b"\n"


def bmp(bits, data, palette=b"", compression=0, masks=b"", size=40, colors=0, height=H):
    if size == 12:
        head = struct.pack("<IHHHH", 12, W, height, 1, bits)
    else:
        head = struct.pack("<IiiHHIIiiII", size, W, height, 1, bits, compression, len(data), 0, 0, colors, 0)
        if size > 40:
            head, masks = (head + masks).ljust(size, b"\0"), b""
    at = 14 + len(head) + len(masks) + len(palette)
    return b"BM" + struct.pack("<IHHI", at + len(data), 0, 0, at) + head + masks + palette + data


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def tiff(array, **options):
    out = io.BytesIO()
    tifffile.imwrite(out, array, **options)
    return out.getvalue()


palette16 = b"".join(bytes([16 * i, 255 - 9 * i, i, 0]) for i in range(16))
palette256 = b"".join(bytes([i, 255 - i, i * 7 % 256, 0]) for i in range(256))
index = (xx * 3 + yy * 29).astype(np.uint8)
nibbles = np.pad(index % 16, ((0, 0), (0, 1)))
nibbles = ((nibbles[:, 0::2] << 4) | nibbles[:, 1::2]).astype(np.uint8)
five = (rgb >> 3).astype(np.uint16)
c555 = (five[..., 0] << 10) | (five[..., 1] << 5) | five[..., 2]
c565 = (five[..., 0] << 11) | ((rgb[..., 1] >> 2).astype(np.uint16) << 5) | five[..., 2]
bgra = np.dstack([bgr, alpha])
runs8 = b"\x0b\x05\0\0" + b"\x03\x09\0\x05\x01\x02\x03\x04\x05\0\x03\x09\0\0" + b"\x02\x08\0\x02\x04\x02\x03\x07\0\0" + b"\x04\x0c\0\0\0\x01"
runs4 = b"\x0b\x5a\0\0" + b"\x03\x90\0\x05\x12\x34\x50\0\x03\xab\0\0" + b"\x0b\x81\0\0" * 4 + b"\0\x01"
masks565 = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
masks32 = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)

files["bmp 1"] = saved(Image.fromarray(gray).convert("1"), "BMP")
files["bmp 4"] = bmp(4, rows(nibbles), palette16)
files["bmp 4, from above"] = bmp(4, rows(nibbles, True), palette16, height=-H)
files["bmp 8 gray"] = cv2.imencode(".bmp", gray)[1].tobytes()
files["bmp 8, 20 colours"] = bmp(8, rows(index % 20), palette256[:80], colors=20)
files["bmp 8, RLE"] = bmp(8, runs8, palette256, 1)
files["bmp 4, RLE"] = bmp(4, runs4, palette16, 2)
files["bmp 16"] = bmp(16, rows(c555))
files["bmp 16, 565"] = bmp(16, rows(c565), compression=3, masks=masks565)
files["bmp 24"] = bmp(24, rows(bgr))
files["bmp 24, from above"] = bmp(24, rows(bgr, True), height=-H)
files["bmp 24, OS/2"] = bmp(24, rows(bgr), size=12)
files["bmp 32"] = bmp(32, rows(bgra))
files["bmp 32, V4"] = bmp(32, rows(bgra), compression=3, masks=masks32, size=108)
text = lambda array: b"\n".join(b" ".join(b"%d" % v for v in row.ravel()) for row in array) + b"\n"
files["pbm text"] = b"P1\n# a comment\n%d %d\n" % (W, H) + text(gray > 99)
files["pbm text, no blanks"] = b"P1 %d %d\n" % (W, H) + text(gray > 99).replace(b" ", b"")
files["pgm text, max 100"] = b"P2\n%d %d # a comment\n100\n" % (W, H) + text(gray // 3)
files["ppm text"] = b"P3\n%d %d\n255\n" % (W, H) + text(rgb)
files["ppm text, max 1000"] = b"P3\n%d %d\n1000\n" % (W, H) + text(rgb.astype(int) * 3)
files["pbm"] = b"P4\n%d %d\n" % (W, H) + np.packbits(gray > 99, axis=1).tobytes()
files["pgm"] = b"P5\n%d %d\n255\n" % (W, H) + gray.tobytes()
files["pgm, max 100"] = b"P5\n%d %d\n100\n" % (W, H) + (gray // 3).tobytes()
files["pgm 16"] = b"P5\n%d %d\n65535\n" % (W, H) + deep[..., 0].astype(">u2").tobytes()
files["ppm"] = b"P6\n%d %d\n255\n" % (W, H) + rgb.tobytes()
files["ppm 16"] = b"P6\n%d %d\n65535\n" % (W, H) + deep.astype(">u2").tobytes()
files["jp2"] = saved(pil, "JPEG2000")
files["jp2 gray"] = saved(Image.fromarray(gray), "JPEG2000")
files["jp2 12"] = imagecodecs.jpeg2k_encode(deep[..., 0] >> 4, level=0, codecformat="jp2", bitspersample=12)
files["jp2 16"] = imagecodecs.jpeg2k_encode(deep, level=0, codecformat="j2k")
files["png palette, transparent"] = saved(pil.convert("P", palette=Image.ADAPTIVE, colors=9), "PNG", transparency=b"\0\7\200")
files["png gray, one transparent"] = saved(Image.fromarray(gray), "PNG", transparency=7)
files["png gray 16"] = cv2.imencode(".png", deep[..., 0])[1].tobytes()
files["png 16 with alpha"] = cv2.imencode(".png", np.dstack([deep, deep[..., 0]]))[1].tobytes()
files["tiff 1"] = saved(Image.fromarray(gray).convert("1"), "TIFF", compression="group4")
files["tiff gray 16"] = tiff(deep[..., 0])
files["tiff 16"] = tiff(deep, photometric="rgb")
files["tiff with alpha"] = tiff(rgba, photometric="rgb", extrasamples=["unassalpha"])
files["tiff with a fourth band"] = tiff(rgba, photometric="rgb", extrasamples=["unspecified"])
files["tiff of inks"] = saved(pil.convert("CMYK"), "TIFF")
files["tiff float"] = tiff((rgb / 255).astype(np.float32), photometric="rgb")
files["tiff float gray"] = tiff((gray / 255).astype(np.float32))
files["tiff double"] = tiff(rgb / 255, photometric="rgb")
files["tiff 32"] = tiff(gray.astype(np.uint32))
files["jpeg of inks"] = saved(pil.convert("CMYK"), "JPEG")
files["webp with alpha"] = saved(Image.fromarray(rgba), "WEBP", lossless=True)


def pixels(content, flag):
    array = cv2.imdecode(np.frombuffer(content, np.uint8), flag)
    if array is None:
        return None
    kind = str(array.dtype)
    return {"shape": list(array.shape), "kind": kind, "data": base64.b64encode(array.tobytes()).decode()}


result = {
    name: {
        "file": base64.b64encode(content).decode(),
        "color": pixels(content, cv2.IMREAD_COLOR),
        "unchanged": pixels(content, cv2.IMREAD_UNCHANGED),
    }
    for name, content in files.items()
}
lines = ",\n".join(f'"{name}": {json.dumps(case)}' for name, case in result.items())
pathlib.Path(__file__).with_suffix(".json").write_text("{\n" + lines + "\n}\n")
