/// The common parts of all pages: the head, the colours, the fonts.
///
/// Pages are self-contained: no script, no further requests, only inline styles and drawings.
/// `PageStyle.contentSecurityPolicy` enforces it, and allows images and media of the same server
/// for listings that show thumbnails and players.
package enum PageStyle {
    /// The value of `Content-Security-Policy` that the pages are written for.
    package static let contentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'"

    /// Up to the text of `<title>`.
    static let beforeTitle = Array(
        """
        <!doctype html>
        <html lang=en>
        <meta charset=utf-8>
        <meta name=viewport content="width=device-width,initial-scale=1">
        <meta name=color-scheme content="light dark">
        <link rel=icon href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' \
        viewBox='0 0 16 16'%3E%3Cpath stroke='%23c22c46' fill='none' d='m5 6-4-3m3 6H0m5 2-4 \
        4M11 6l4-3m-3 6h4m-5 2 4 4'/%3E%3Ccircle cx='8' cy='9' r='5' fill='%23c22c46'/%3E\
        %3Cpath stroke='%23fff' stroke-width='2' stroke-linecap='round' d='M6 8v1m4-1v1'/%3E\
        %3C/svg%3E">
        <title>
        """.utf8)

    /// From the text of `<title>` to the style of one sort of page.
    ///
    /// Contrast of text on its ground is at least 4.5 to 1 in both schemes (WCAG 2.2, 1.4.3).
    static let afterTitle = Array(
        """
        </title>
        <style>
        :root{--bg:#faf9f6;--card:#fff;--fg:#23252c;--mute:#666a74;--line:#e7e4dd;--tint:#f5f2ea;\
        --hot:#b3223d;--body:#4a4263;--leg:#4a4263;--prop:#e3b04b;--web:#c9c5bb}
        @media(prefers-color-scheme:dark){:root{--bg:#15161a;--card:#1c1d23;--fg:#e8e7ea;\
        --mute:#9c9fab;--line:#2c2e37;--tint:#25262e;--hot:#ff8c9c;--body:#8d80b8;--leg:#8d80b8;\
        --prop:#d9a441;--web:#4b4d59}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:62rem;padding:2.5rem 1.5rem;background:var(--bg);\
        color:var(--fg);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",\
        "Liberation Sans",sans-serif}
        a{color:inherit;text-decoration:none}
        a:hover{color:var(--hot);text-decoration:underline;text-underline-offset:.2em}
        :focus-visible{outline:2px solid var(--hot);outline-offset:2px;border-radius:.25rem}
        h1{margin:.25rem 0;font-size:1.75rem;line-height:1.25;font-weight:650;\
        letter-spacing:-.015em}

        """.utf8)
}
