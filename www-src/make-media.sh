#!/bin/sh
# Makes the songs and pictures of the sample site, www/songs and www/pictures.
#
# The results are committed, so nobody needs this to run Spidey; it is here so that they can be made
# again and changed. Needs sox, espeak-ng, ImageMagick and Python 3. The drawings in SVG are written
# by hand and are not touched.
set -eu
cd "$(dirname "$0")/.."
songs=www/songs
pictures=www/pictures
mkdir -p "$songs" "$pictures"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# tune FILE WAVE BEAT NOTE:BEATS... plays one voice into FILE; "-" as a note is a rest.
tune() {
    file=$1 wave=$2 beat=$3
    shift 3
    parts='' number=0
    for step; do
        number=$((number + 1))
        length=$(awk "BEGIN { print $beat * ${step#*:} }")
        part=$work/part-$number.wav
        if [ "${step%:*}" = - ]; then
            sox -R -n -r 22050 -c 1 "$part" trim 0 "$length"
        else
            # shellcheck disable=SC2086
            sox -R -n -r 22050 -c 1 "$part" synth "$length" $wave "${step%:*}" \
                fade q 0.008 "$length" 0.06
        fi
        parts="$parts $part"
    done
    # shellcheck disable=SC2086
    sox -R $parts "$file"
    # shellcheck disable=SC2086
    rm $parts
}

# Eight bars in three four time: a melody on a plucked string, a bass that only marks the bars.
tune "$work/melody.wav" pluck 0.30 \
    E5:1 G5:1 B5:1  A5:2 F#5:1  G5:1 E5:1 D5:1  B4:3 \
    C5:1 E5:1 G5:1  F#5:2 D5:1  E5:1 D5:1 B4:1  E5:3 \
    G5:1 B5:1 D6:1  C6:2 A5:1  B5:1 G5:1 F#5:1  E5:3 \
    A5:1 G5:1 E5:1  F#5:2 D#5:1  E5:1 B4:1 G4:1  E4:3
tune "$work/bass.wav" pluck 0.30 \
    E3:1 B3:1 B3:1  D3:1 A3:1 A3:1  C3:1 G3:1 G3:1  G3:1 B3:1 B3:1 \
    C3:1 G3:1 G3:1  D3:1 A3:1 A3:1  G2:1 D3:1 D3:1  E3:1 B3:1 B3:1 \
    E3:1 B3:1 B3:1  A2:1 E3:1 E3:1  G2:1 D3:1 D3:1  C3:1 G3:1 G3:1 \
    A2:1 E3:1 E3:1  B2:1 F#3:1 F#3:1  E3:1 B3:1 B3:1  E3:1 B3:1 E3:1
sox -R -m -v 0.9 "$work/melody.wav" -v 0.5 "$work/bass.wav" -C 3 "$songs/eight-legged waltz.ogg" \
    gain -3 reverb 40 norm -2

# Drops of water: sine tones of a pentatonic scale that ring into one another.
tune "$work/drops.wav" sine 0.22 \
    A5:1 -:1 E6:1 -:1 C#6:1 B5:1 -:2  F#5:1 -:1 A5:1 E5:1 -:2 B5:1 -:1 \
    C#6:1 -:1 F#6:1 -:1 E6:1 C#6:1 -:2  A5:1 B5:1 -:1 E5:1 -:1 A5:1 -:2 \
    E6:1 -:1 C#6:1 A5:1 -:1 F#5:1 -:2  B5:1 -:1 A5:1 -:1 E5:1 -:1 A4:2
sox -R -v 0.5 "$work/drops.wav" -C 3 "$songs/dew on the web.ogg" \
    echos 0.8 0.6 220 0.5 470 0.3 reverb 70 norm -3

# Short and in WAV, so 8 kHz: a lullaby on two triangles.
tune "$work/high.wav" triangle 0.36 G4:2 E4:1 G4:2 E4:1 A4:1 G4:1 F4:1 E4:3 D4:1 E4:1 F4:1 C4:3
tune "$work/low.wav" triangle 0.36 C3:3 C3:3 F3:3 C3:3 G3:3 C3:3
sox -R -m -v 0.5 "$work/high.wav" -v 0.4 "$work/low.wav" -r 8000 -b 16 "$songs/orb lullaby.wav" \
    lowpass 1800 norm -4

espeak-ng -v en -s 140 -p 70 -w "$work/hello.wav" \
    "Hello. I am Spidey. I sit in the middle of the web, and when a thread moves, I answer."
sox -R "$work/hello.wav" -C 2 "$songs/spidey says hello.ogg" gain -3 reverb 25 norm -2

python3 www-src/pictures.py night-web > "$work/night-web.ppm"
convert "$work/night-web.ppm" -dither FloydSteinberg -colors 256 -strip -define png:compression-level=9 \
    "$pictures/night-web.png"
python3 www-src/pictures.py misty-hills > "$work/misty-hills.ppm"
convert "$work/misty-hills.ppm" -strip -interlace Plane -quality 84 "$pictures/misty-hills.jpg"

ls -l "$songs" "$pictures"
