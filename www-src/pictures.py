#!/usr/bin/env python3
"""Draws the sample site's pictures, pixel by pixel, as PPM files. Needs nothing but Python.

usage: pictures.py night-web|misty-hills > picture.ppm
"""
import math
import random
import sys

WIDTH, HEIGHT = 720, 450


def mix(a, b, t):
    t = min(1.0, max(0.0, t))
    return tuple(x + (y - x) * t for x, y in zip(a, b))


class Canvas:
    """A picture in floats, so that light adds up and is clipped only once, at the end."""

    def __init__(self, shade):
        self.rows = [[shade(x, y) for x in range(WIDTH)] for y in range(HEIGHT)]

    def glow(self, x, y, radius, colour, strength):
        """A soft dot of light."""
        reach = int(radius * 3) + 1
        for py in range(max(0, int(y) - reach), min(HEIGHT, int(y) + reach + 1)):
            row = self.rows[py]
            for px in range(max(0, int(x) - reach), min(WIDTH, int(x) + reach + 1)):
                falloff = math.exp(-((px - x) ** 2 + (py - y) ** 2) / (radius * radius)) * strength
                if falloff > 0.004:
                    row[px] = mix(row[px], colour, falloff)

    def curve(self, points, radius, colour, strength):
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            steps = max(1, int(math.hypot(x1 - x0, y1 - y0) / 0.7))
            for i in range(steps):
                t = i / steps
                self.glow(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, radius, colour, strength)

    def write(self, out):
        out.write(b"P6 %d %d 255\n" % (WIDTH, HEIGHT))
        for row in self.rows:
            out.write(bytes(min(255, max(0, round(c))) for pixel in row for c in pixel))


def hang(a, b, centre, sag, steps=10):
    """A thread between two points that gives a little towards the middle of the web."""
    points = []
    for i in range(steps + 1):
        t = i / steps
        pull = sag * 4 * t * (1 - t)
        x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
        points.append((x + (centre[0] - x) * pull, y + (centre[1] - y) * pull))
    return points


def night_web():
    dice = random.Random(8)
    top, bottom, moon = (18, 20, 48), (58, 66, 110), (212, 128)

    def shade(x, y):
        colour = mix(top, bottom, (y / HEIGHT) ** 1.3)
        away = math.hypot(x - moon[0], y - moon[1])
        colour = mix(colour, (150, 150, 190), 0.55 * math.exp(-away / 110))
        return mix((250, 243, 220), colour, (away - 45) / 1.5)

    canvas = Canvas(shade)
    for x, y, r in ((196, 112, 9), (228, 142, 12), (220, 106, 5), (193, 150, 6)):
        canvas.glow(x, y, r, (226, 216, 190), 0.6)
    for _ in range(70):
        x, y = dice.uniform(0, WIDTH), dice.uniform(0, HEIGHT * 0.8)
        if math.hypot(x - moon[0], y - moon[1]) > 80:
            canvas.glow(x, y, dice.uniform(0.5, 1.1), (255, 255, 245), dice.uniform(0.3, 0.9))
    centre, silk = (470, 216), (214, 220, 240)
    spokes = [i * 2 * math.pi / 17 + dice.uniform(-0.07, 0.07) for i in range(17)]
    reach = [dice.uniform(205, 250) for _ in spokes]
    for angle, length in zip(spokes, reach):
        end = (centre[0] + length * 3 * math.cos(angle), centre[1] + length * 3 * math.sin(angle))
        canvas.curve([centre, end], 0.8, silk, 0.22)
    dew = []
    for turn in range(4, 22):
        for i in range(17):
            j = (i + 1) % 17
            near, far = (turn + i / 17) / 22, (turn + (i + 1) / 17) / 22
            a = (centre[0] + reach[i] * near * math.cos(spokes[i]), centre[1] + reach[i] * near * math.sin(spokes[i]))
            b = (centre[0] + reach[j] * far * math.cos(spokes[j]), centre[1] + reach[j] * far * math.sin(spokes[j]))
            thread = hang(a, b, centre, 0.09)
            canvas.curve(thread, 0.7, silk, 0.2)
            dew += [point for point in thread[1:-1] if dice.random() < 0.14]
    for x, y in dew:
        canvas.glow(x, y, dice.uniform(0.8, 1.7), (255, 255, 255), dice.uniform(0.5, 1))
    spider, ink = (centre[0], centre[1] + 4), (14, 13, 28)
    for side in (-1, 1):
        for lift, out in ((-30, 20), (-14, 30), (10, 30), (30, 20)):
            knee = (spider[0] + side * out * 0.75, spider[1] + lift * 0.8 - 9)
            canvas.curve([spider, knee, (spider[0] + side * out * 1.35, spider[1] + lift * 1.4)], 1.3, ink, 0.8)
    canvas.glow(spider[0], spider[1] + 9, 11, ink, 3)
    canvas.glow(spider[0], spider[1] - 7, 6, ink, 3)
    return canvas


def misty_hills():
    dice = random.Random(5)
    sun = (500, 168)

    def shade(x, y):
        colour = mix((112, 150, 190), (253, 222, 178), (y / 300) ** 1.1)
        away = math.hypot(x - sun[0], (y - sun[1]) * 1.1)
        colour = mix(colour, (255, 244, 214), 0.9 * math.exp(-away / 90))
        return mix((255, 250, 232), colour, (away - 26) / 2)

    canvas = Canvas(shade)
    for layer in range(6):
        near = layer / 5
        base = 205 + layer * 42
        waves = [(dice.uniform(0.004, 0.012) * (1 + k), dice.uniform(0, 7), 30 / (1 + k * 1.4)) for k in range(5)]
        colour, mist = mix((196, 178, 186), (24, 52, 52), near ** 0.8), mix((250, 226, 200), (120, 150, 140), near)
        for x in range(WIDTH):
            ridge = base + sum(math.sin(x * f + p) * a for f, p, a in waves) * (0.6 + near * 0.6)
            for y in range(max(0, int(ridge)), HEIGHT):
                depth = (y - ridge) / 90
                edge = min(1.0, y - ridge)
                canvas.rows[y][x] = mix(canvas.rows[y][x], mix(colour, mist, depth * 0.55), edge)
    # One thread across it all, since somebody was here before us.
    thread = hang((-5, 70), (WIDTH + 5, 130), (360, 450), 0.16, steps=60)
    canvas.curve(thread, 0.7, (255, 255, 255), 0.35)
    for x, y in thread[1:-1:2]:
        canvas.glow(x, y + 1, dice.uniform(1.2, 2.4), (255, 255, 255), 0.9)
    return canvas


if __name__ == "__main__":
    pictures = {"night-web": night_web, "misty-hills": misty_hills}
    if len(sys.argv) != 2 or sys.argv[1] not in pictures:
        sys.exit(__doc__)
    pictures[sys.argv[1]]().write(sys.stdout.buffer)
