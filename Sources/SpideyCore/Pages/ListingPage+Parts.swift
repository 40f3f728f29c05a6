/// The parts of a listing that are the same each time, as bytes, put together once.
extension ListingPage {
    static let style = Array(
        """
        ol{display:flex;flex-wrap:wrap;margin:0;padding:0;list-style:none;color:var(--mute);\
        font-size:.9rem}
        li+li:before{content:"/";margin:0 .5em;color:var(--web)}
        a,h1,[aria-current]{unicode-bidi:isolate;white-space:pre-wrap;overflow-wrap:anywhere}
        p,footer{margin:0 0 1.25rem;color:var(--mute);font-size:.9rem}
        table{width:100%;border:1px solid var(--line);border-radius:.75rem;border-spacing:0;\
        background:var(--card);overflow:hidden}
        th,td{padding:.5rem 1rem;border-top:1px solid var(--line);text-align:left;\
        font-weight:inherit;vertical-align:top}
        td{color:var(--mute);font-size:.875rem;line-height:1.7;white-space:nowrap;\
        font-variant-numeric:tabular-nums}
        thead th{border:0;background:var(--tint);color:var(--mute);font-size:.8rem}
        td:nth-child(2),thead th:nth-child(2){text-align:right}
        tbody th{width:99%;padding-left:3rem}
        tbody svg{float:left;margin-left:-2rem;margin-top:.125rem}
        tbody th,header{position:relative}header{padding-right:6rem}
        th a:after{position:absolute;inset:0;content:""}
        tbody tr:hover{background:var(--tint)}
        svg{width:1.25rem;height:1.25rem;fill:none;stroke:currentColor;stroke-width:1.6;\
        stroke-linecap:round;stroke-linejoin:round}
        .b{fill:currentColor;fill-opacity:.2}
        i{padding:0 .2em;border-radius:.2em;background:var(--line);font:.8em ui-monospace,monospace}
        .m{position:absolute;right:1rem;bottom:0;width:4rem;height:5rem;overflow:visible;\
        stroke:var(--body)}
        .k{fill:var(--body);stroke:none}
        .e{padding:3rem 1rem;color:var(--mute);text-align:center}
        footer{margin:1.25rem 0 0;font-size:.8rem}
        @media(max-width:40rem){body{padding:1.25rem .75rem}thead{position:absolute;\
        clip-path:inset(50%)}tr{display:flex;flex-wrap:wrap;padding:.625rem .75rem .625rem 2.75rem;\
        border-top:1px solid var(--line)}tbody tr:first-child{border:0}th,td{border:0}\
        tbody th{width:100%;padding:0}td{padding:0;font-size:.8rem}td:empty{display:none}\
        td+td:before{content:"·";margin:0 .4em}td:empty+td:before{content:none}\
        header{padding:0}.m{display:none}\
        tr{position:relative}tbody th{position:static}\
        .e{flex:1;padding:3rem 2rem 3rem 0}}
        </style>
        <svg style=display:none><symbol id=d viewBox="0 0 24 24" color=#d39a27><path class=b d="M3 \
        8V6.5A1.5 1.5 0 0 1 4.5 5h4.2l2.3 2.5h8.5A1.5 1.5 0 0 1 21 9v9a1.5 1.5 0 0 1-1.5 \
        1.5h-15A1.5 1.5 0 0 1 3 18z"/><path d="M3 11h18"/></symbol><symbol id=f viewBox="0 0 24 \
        24" color=#8a8f9c><path class=b d="M6 3h8l5 5v13H6z"/><path d="M14 3v5h5"/></symbol>\
        <symbol id=t viewBox="0 0 24 24" color=#7a86a8><path class=b d="M5 3h14v18H5z"/><path \
        d="M8.5 8h7m-7 4h7m-7 4h4"/></symbol><symbol id=i viewBox="0 0 24 24" color=#2f9a68><rect \
        class=b x=3 y=4 width=18 height=16 rx=2 /><circle cx=8.5 cy=9 r=1.5 /><path d="m3 18 5.5-5 \
        4 3.5 4-4.5 4.5 4.5"/></symbol><symbol id=a viewBox="0 0 24 24" color=#9562c9><g class=b>\
        <circle cx=7 cy=18 r=3 /><circle cx=17 cy=16 r=3 /></g><path d="M10 18V6l10-2v12M10 \
        10l10-2"/></symbol><symbol id=v viewBox="0 0 24 24" color=#3d82cf><rect class=b x=3 y=5 \
        width=18 height=14 rx=2 /><path d="m10 9 5 3-5 3z"/></symbol><symbol id=c viewBox="0 0 24 \
        24" color=#2b93a0><path d="m8 7-5 5 5 5m8-10 5 5-5 5M13.5 5l-3 14"/></symbol><symbol id=z \
        viewBox="0 0 24 24" color=#a9744a><path class=b d="M4 8h16v12H4z"/><path class=b d="M3 \
        4h18v4H3z"/><path d="M10 12h4"/></symbol><symbol id=x viewBox="0 0 24 24" color=#cf4460>\
        <rect class=b x=3 y=4 width=18 height=16 rx=2 /><path d="m7 9 3 3-3 3m6 0h4"/></symbol>\
        <symbol id=u viewBox="0 0 24 24"><path d="M6 20h9V5m-5 5 5-5 5 5"/></symbol></svg>

        """.utf8)
}
