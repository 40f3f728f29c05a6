/// Nine pictures of Spidey, one for each kind of error, drawn for this program.
///
/// All show the same body; legs, eyes and mouth are shared parts, and the objects around them
/// differ. Coordinates are those of a stage of 240 by 180 with the body in its middle and the floor
/// at 154. Colours come from the stylesheet, so that the drawings follow the reader's scheme.
enum ErrorPicture {
    /// The classes that the drawings use, for the stylesheet of the page.
    static let style = """
        .l,.o,.p,.w,.y{fill:none;stroke:var(--body);stroke-width:5;stroke-linecap:round;\
        stroke-linejoin:round}
        .k{fill:var(--body)}.o{stroke:#fff;stroke-width:3}.p{stroke:var(--prop);stroke-width:4}
        .w{stroke:var(--web);stroke-width:2}.y{stroke:var(--hot);stroke-width:3}
        .g{fill:var(--prop)}.r{fill:var(--hot)}.c{fill:var(--card);stroke:var(--web);\
        stroke-width:2}.f{fill:var(--web);opacity:.5}

        """

    /// One `<svg>` element. It adds nothing to the text beside it, so it is hidden from screen
    /// readers.
    static func drawing(of kind: ErrorKind) -> String {
        "<svg viewBox=\"0 0 240 180\" aria-hidden=true>\(scene(of: kind))</svg>\n"
    }

    private static func scene(of kind: ErrorKind) -> String {
        switch kind {
        case .confused: confused
        case .guarded: guarded
        case .lost: lost
        case .unfit: unfit
        case .asleep: asleep
        case .oversized: oversized
        case .broken: broken
        case .unbuilt: unbuilt
        case .overloaded: overloaded
        }
    }
}

/// Shared parts.
extension ErrorPicture {
    private static let floor = "<ellipse class=f cx=120 cy=157 rx=76 ry=7 />"
    private static let legs = """
        <g class=l><path id=w d="M92 84C76 56 56 58 48 80M87 95C64 74 40 82 32 112M87 108C62 98 44 \
        112 40 142M96 122C80 122 70 134 68 154"/><use href="#w" transform="matrix(-1 0 0 1 240 \
        0)"/></g>
        """
    private static let body = """
        <circle class=k cx=120 cy=98 r=38 /><path class=o opacity=.35 d="M97 76q7-9 19-11"/>\
        <path class=r opacity=.55 d="M90 110a7 4.5 0 1 0 14 0 7 4.5 0 1 0-14 0m46 0a7 4.5 0 1 0 \
        14 0 7 4.5 0 1 0-14 0"/>
        """
    private static let whites = """
        <path fill=#fff d="M93 93a12 12 0 1 0 24 0 12 12 0 1 0-24 0m30 0a12 12 0 1 0 24 0 12 12 0 \
        1 0-24 0"/>
        """

    /// Round pupils, moved away from the middle of the eyes.
    private static func pupils(_ dx: Int, _ dy: Int, radius: Int = 6) -> String {
        """
        <g fill=#23252c><circle cx=\(105 + dx) cy=\(93 + dy) r=\(radius) /><circle cx=\(135 + dx) \
        cy=\(93 + dy) r=\(radius) /></g><g fill=#fff><circle cx=\(107 + dx) cy=\(91 + dy) r=2 />\
        <circle cx=\(137 + dx) cy=\(91 + dy) r=2 /></g>
        """
    }

    private static func mouth(_ path: String) -> String {
        "<path class=o d=\"\(path)\"/>"
    }

    private static let smile = mouth("M112 115q8 8 16 0")
}

/// The pictures.
extension ErrorPicture {
    /// Tangled in its own thread, two questions in the air.
    private static let confused = """
        \(floor)\(legs)<g transform="rotate(-7 120 98)">\(body)\(whites)<g fill=#23252c><circle \
        cx=102 cy=90 r=6 /><circle cx=138 cy=96 r=4 /></g>\(mouth("M110 117q5-6 10 0t10 0"))</g>\
        <path class=p d="M40 142c18 14 30-14 48-8s-2 22-14 14 20-30 44-16 4 28-10 18 16-30 40-14 \
        14 18 34 2 22 2 26 6"/><path class=y d="M158 22c-1-15 20-15 19-1-1 8-9 8-9 17m0 9v1M70 \
        30c-1-11 15-11 14-1 0 6-7 6-7 13m0 8v1"/>
        """

    /// A cap, a straight face, and a padlock that is larger than the guard.
    private static let guarded = """
        \(floor)\(legs)\(body)\(whites)\(pupils(0, 2))<path class=r d="M84 72c4-26 68-26 72 0l-4 \
        8c-20-7-44-7-64 0z"/><path fill=#23252c d="M80 80c20-12 60-12 80 0-22-4-58-4-80 0z"/><path \
        class=g d="m120 54 3 6 7 1-5 4 1 7-6-3-6 3 1-7-5-4 7-1z"/><path class=p stroke-width=6 \
        d="M106 132v-8a14 14 0 0 1 28 0v8"/><rect class=g x=96 y=128 width=48 height=36 rx=7 />\
        <path fill=#23252c d="M120 139a5 5 0 0 1 3 9l2 8h-10l2-8a5 5 0 0 1 3-9"/><path class=l \
        d="M88 104C70 116 76 140 98 142M152 104c18 12 12 36-10 38"/>
        """

    /// On a thread before a web with a hole in it, looking through a glass.
    private static let lost = """
        <path class=w d="M240 0 150 74M240 0l-62 108M240 0l-22 118M240 0H134M206 0c-4 14-4 20 8 22 \
        0 10 8 16 22 14M174 0c-4 26-4 36 16 42 6 18 18 30 40 26M150 22c4 22 6 28 16 38m14 16c8 14 \
        22 22 42 22"/><path class=w d="M112 0v62"/><ellipse class=f cx=112 cy=166 rx=56 ry=5 /><g \
        transform="translate(-8 2)">\(legs)\(body)\(whites)\(pupils(2, 3))<circle fill=#fff cx=138 \
        cy=94 r=20 /><circle fill=#23252c cx=141 cy=97 r=10 /><circle fill=#fff cx=145 cy=92 r=3.5 \
        /><circle class=p cx=138 cy=94 r=22 /><path class=p stroke-width=7 d="m155 110 21 20"/>\
        <path class=l d="M146 122c14 22 30 20 32 8"/><circle fill=#fff cx=114 cy=120 r=4 /></g>
        """

    /// A square block, a round hole, and no doubt that it must go in.
    private static let unfit = """
        <ellipse class=f cx=120 cy=157 rx=96 ry=7 /><g transform="translate(-23)">\(legs)\(body)\
        \(whites)\(pupils(5, 1))\(mouth("M114 116q9-3 14 2"))</g><path class=c d="M188 52h42a6 6 0 \
        0 1 6 6v97h-54V58a6 6 0 0 1 6-6z"/><circle class=w style=fill:#3a3c44 cx=210 cy=98 r=17 />\
        <g transform="translate(6)rotate(-9 148 98)"><rect class=g x=128 y=78 width=40 height=40 \
        rx=4 /><path class=o opacity=.5 d="M135 86h14"/></g><path class=l d="M128 84c10-12 16-10 \
        20-6m-20 28c8 12 16 12 22 8"/><path class=y d="m194 70-5-7m21 3v-9m16 13 5-7"/>
        """

    /// Nightcap on, hourglass run out.
    private static let asleep = """
        \(floor)\(legs)\(body)<path class=o d="M96 94q9 8 18 0m12 0q9 8 18 0"/><ellipse fill=#fff \
        cx=120 cy=117 rx=4 ry=5 /><path class=r d="M88 76c2-34 54-48 78-10 4 6 4 12 2 \
        18-8-14-16-14-24-16-18-6-40-2-56 8z"/><path class=o stroke-width=7 d="M88 78c18-12 44-14 \
        62-6"/><circle class=c cx=168 cy=88 r=7 /><path class=p d="M176 44h12l-12 14h12M198 \
        20h16l-16 18h16"/><path class=c d="M24 116h28c0 20-10 16-10 20s10 0 10 20H24c0-20 10-16 \
        10-20s-10 0-10-20z"/><path class=g d="M27 153c0-12 22-12 22 0z"/><path class=l d="M22 \
        115h32M22 157h32"/>
        """

    /// Under a parcel that would need eight of it.
    private static let oversized = """
        <ellipse class=f cx=120 cy=168 rx=96 ry=7 /><g transform="matrix(1.15 0 0 .82 -18 38)">\
        \(legs)\(body)<path class=o stroke-width=4 d="m97 87 14 7-14 7m46-14-14 7 14 7"/>\
        \(mouth("M108 119q3-5 6 0t6 0 6 0 6 0"))</g><path class=g d="M54 22h132v66H54z"/><path \
        fill=#fff opacity=.25 d="M54 22h132v12H54z"/><path class=r d="M112 22h16v66h-16zM54 \
        50h132v12H54z"/><path class=y d="M120 20c-10-22-34-14-26-4 4 6 18 6 26 4 8 2 22 2 26-4 \
        8-10-16-18-26 4"/><path class=w stroke-width=3 d="m36 92-8 6m12 6-6 8m170-20 8 6m-12 6 6 \
        8"/>
        """

    /// Fell off its thread: stars, a plaster, and a spring that belonged somewhere.
    private static let broken = """
        <path class=w d="M120 0v22l-5 6 8 5-6 7"/>\(floor)<g transform="rotate(9 120 98)">\(legs)\
        \(body)\(whites)<path class=l stroke=#23252c style="stroke:#23252c;stroke-width:3.5" \
        d="m100 88 10 10m0-10-10 10m30-10 10 10m0-10-10 10"/>\(mouth("M110 119q5-7 10-1t10-1"))\
        <path class=o stroke-width=8 d="m128 70 14 8"/><path stroke=#d9a441 stroke-width=3 \
        stroke-linecap=round stroke-dasharray="0 5" d="m131 72 10 6"/></g><path class=p d="M60 \
        50l3-8 3 8 8 3-8 3-3 8-3-8-8-3zm112-14 2-6 2 6 6 2-6 2-2 6-2-6-6-2z"/><path class=y \
        d="M186 154c14 0 16-7 4-8 14 0 16-8 4-9 14 0 16-8 4-9 12 0 13-7 3-8l8-8"/>
        """

    /// Hard hat on, barrier up, a plan and not much else.
    private static let unbuilt = """
        \(floor)\(legs)\(body)\(whites)\(pupils(1, 2))\(smile)<path class=g d="M84 78c0-48 72-48 \
        72 0z"/><path class=p stroke-width=7 d="M80 79h80"/><path class=o opacity=.6 d="M112 \
        46v18m16-18v18"/><path class=c d="M48 130h144v20H48z"/><path class=r d="M60 130h16l-12 \
        20H48zm32 0h16l-12 20H80zm32 0h16l-12 20h-16zm32 0h16l-12 20h-16zm32 0h4v14l-4 6h-16z"/>\
        <path class=l d="M66 152v12m108-12v12"/><path class=w stroke-width=6 d="M192 104V60"/>\
        <path class=w stroke-width=5 d="M183 42c-3 10 3 18 9 18s12-8 9-18"/><path class=l d="M156 \
        108c16 8 34 4 36-10"/>
        """

    /// Eight hands, all full.
    private static let overloaded = """
        \(floor)<path class=l d="M94 78C78 66 72 52 74 40M86 90C66 84 52 74 46 60M84 104c-22 \
        4-38-4-46-18M92 122c-10 8-14 18-14 32m68-76c16-12 22-26 20-38m-12 50c20-6 34-16 40-30m-38 \
        44c22 4 38-4 46-18m-54 36c10 8 14 18 14 32"/>\(body)\(whites)\(pupils(0, 0, radius: 4))\
        <rect fill=#fff x=107 y=113 width=26 height=9 rx=4 /><path stroke=#23252c stroke-width=1.5 \
        d="M107 117.5h26m-17-4.5v9m9-9v9"/><path class=c d="M56 18h36v22H56z"/><path class=y \
        stroke-width=2 d="m56 18 18 13 18-13"/><path class=g d="M28 38h24v22H28z"/><path class=y \
        stroke-width=2 d="M40 38v22"/><path class=c d="M22 68h22v10c0 10-22 10-22 0zm22 2c9-1 9 9 \
        0 9"/><path class=r d="M144 36h44v5h-44z"/><path class=g d="M148 36c0-26 36-26 36 \
        0zm14-22a4 4 0 1 0 8 0 4 4 0 1 0-8 0"/><path class=c d="M192 38h26v26h-26z"/><path class=y \
        stroke-width=2 d="M198 47h14m-14 8h9"/><circle class=p cx=208 cy=78 r=9 /><path class=w \
        stroke-width=3 d="M74 84l-5 8m97-8 5 8M120 46v-9"/>
        """
}
