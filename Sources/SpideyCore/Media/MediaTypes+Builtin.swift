extension MediaTypes {
    /// Types that people commonly serve, as registered with IANA if they are registered.
    ///
    /// Text that is made to be read, but whose own type makes a browser save it, is `text/plain`
    /// (decision 0019).
    static let rows: [(extensions: String, type: String, label: String, icon: Icon)] =
        documents + sources + images + sounds + films + packages

    private typealias Row = (extensions: String, type: String, label: String, icon: Icon)

    private static let documents: [Row] = [
        ("html htm", "text/html", "Web page", .text),
        ("xhtml", "application/xhtml+xml", "Web page", .text),
        ("txt text", "text/plain", "Plain text", .text),
        ("log", "text/plain", "Log", .text),
        ("md markdown", "text/plain", "Markdown text", .text),
        ("rst", "text/plain", "reStructuredText", .text),
        ("tex", "text/plain", "LaTeX source", .text),
        ("csv", "text/csv", "CSV table", .text),
        ("tsv", "text/tab-separated-values", "TSV table", .text),
        ("ics", "text/calendar", "Calendar", .text),
        ("vcf", "text/vcard", "Contact card", .text),
        ("vtt", "text/vtt", "Subtitles", .text),
        ("srt", "text/plain", "Subtitles", .text),
        ("rtf", "application/rtf", "Rich text", .text),
        ("pdf", "application/pdf", "PDF document", .text),
        ("ps", "application/postscript", "PostScript", .text),
        ("epub", "application/epub+zip", "E-book", .text),
        ("odt", "application/vnd.oasis.opendocument.text", "Text document", .text),
        ("ods", "application/vnd.oasis.opendocument.spreadsheet", "Spreadsheet", .text),
        ("odp", "application/vnd.oasis.opendocument.presentation", "Presentation", .text),
        ("doc", "application/msword", "Word document", .text),
        ("xls", "application/vnd.ms-excel", "Spreadsheet", .text),
        ("ppt", "application/vnd.ms-powerpoint", "Presentation", .text),
        (
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Word document", .text
        ),
        (
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Spreadsheet", .text
        ),
        (
            "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "Presentation", .text
        ),
        ("xml xsl", "application/xml", "XML document", .code),
        ("rss", "application/rss+xml", "News feed", .code),
        ("atom", "application/atom+xml", "News feed", .code),
    ]

    private static let sources: [Row] = [
        ("css", "text/css", "Stylesheet", .code),
        ("js mjs", "text/javascript", "JavaScript", .code),
        ("json", "application/json", "JSON data", .code),
        ("jsonl ndjson", "text/plain", "JSON lines", .code),
        ("map", "application/json", "Source map", .code),
        ("webmanifest", "application/manifest+json", "Web app manifest", .code),
        ("wasm", "application/wasm", "WebAssembly", .code),
        ("yaml yml", "text/plain", "YAML data", .code),
        ("toml", "text/plain", "TOML data", .code),
        ("ini conf cfg", "text/plain", "Settings", .code),
        ("sql", "text/plain", "SQL", .code),
        ("sqlite db", "application/vnd.sqlite3", "SQLite database", .file),
        ("swift", "text/plain", "Swift source", .code),
        ("c", "text/plain", "C source", .code),
        ("h", "text/plain", "C header", .code),
        ("cc cpp cxx", "text/plain", "C++ source", .code),
        ("hh hpp hxx", "text/plain", "C++ header", .code),
        ("rs", "text/plain", "Rust source", .code),
        ("go", "text/plain", "Go source", .code),
        ("java", "text/plain", "Java source", .code),
        ("kt", "text/plain", "Kotlin source", .code),
        ("rb", "text/plain", "Ruby script", .code),
        ("py", "text/plain", "Python script", .code),
        ("pl pm", "text/plain", "Perl script", .code),
        ("lua", "text/plain", "Lua script", .code),
        ("php", "text/plain", "PHP script", .code),
        ("sh bash", "text/plain", "Shell script", .code),
        ("cgi", "text/plain", "CGI script", .code),
        ("ts mts cts tsx jsx", "text/plain", "TypeScript source", .code),
        ("diff patch", "text/plain", "Patch", .code),
    ]

    private static let images: [Row] = [
        ("png", "image/png", "PNG image", .image),
        ("apng", "image/apng", "PNG animation", .image),
        ("jpg jpeg jpe jfif", "image/jpeg", "JPEG image", .image),
        ("gif", "image/gif", "GIF image", .image),
        ("webp", "image/webp", "WebP image", .image),
        ("avif", "image/avif", "AVIF image", .image),
        ("jxl", "image/jxl", "JPEG XL image", .image),
        ("heic", "image/heic", "HEIC image", .image),
        ("svg", "image/svg+xml", "SVG drawing", .image),
        ("ico", "image/vnd.microsoft.icon", "Icon", .image),
        ("bmp", "image/bmp", "BMP image", .image),
        ("tif tiff", "image/tiff", "TIFF image", .image),
        ("woff", "font/woff", "Web font", .file),
        ("woff2", "font/woff2", "Web font", .file),
        ("ttf", "font/ttf", "TrueType font", .file),
        ("otf", "font/otf", "OpenType font", .file),
    ]

    private static let sounds: [Row] = [
        ("mp3", "audio/mpeg", "MP3 audio", .audio),
        ("ogg oga", "audio/ogg", "Ogg audio", .audio),
        ("opus", "audio/ogg", "Opus audio", .audio),
        ("wav", "audio/wav", "WAV audio", .audio),
        ("flac", "audio/flac", "FLAC audio", .audio),
        ("m4a", "audio/mp4", "MP4 audio", .audio),
        ("aac", "audio/aac", "AAC audio", .audio),
        ("weba", "audio/webm", "WebM audio", .audio),
        ("mid midi", "audio/midi", "MIDI music", .audio),
        ("m3u", "audio/x-mpegurl", "Playlist", .audio),
        ("m3u8", "application/vnd.apple.mpegurl", "Playlist", .audio),
    ]

    private static let films: [Row] = [
        ("mp4 m4v", "video/mp4", "MP4 video", .video),
        ("webm", "video/webm", "WebM video", .video),
        ("ogv", "video/ogg", "Ogg video", .video),
        ("mkv", "video/matroska", "Matroska video", .video),
        ("mov", "video/quicktime", "QuickTime video", .video),
        ("avi", "video/x-msvideo", "AVI video", .video),
        ("mpg mpeg", "video/mpeg", "MPEG video", .video),
    ]

    private static let packages: [Row] = [
        ("zip", "application/zip", "ZIP archive", .archive),
        ("tar", "application/x-tar", "TAR archive", .archive),
        ("gz tgz", "application/gzip", "Gzip archive", .archive),
        ("bz2", "application/x-bzip2", "Bzip2 archive", .archive),
        ("xz txz", "application/x-xz", "XZ archive", .archive),
        ("zst", "application/zstd", "Zstandard archive", .archive),
        ("br", "application/x-brotli", "Brotli archive", .archive),
        ("7z", "application/x-7z-compressed", "7-Zip archive", .archive),
        ("rar", "application/vnd.rar", "RAR archive", .archive),
        ("jar", "application/java-archive", "Java archive", .archive),
        ("deb", "application/vnd.debian.binary-package", "Debian package", .archive),
        ("rpm", "application/x-rpm", "RPM package", .archive),
        ("iso img", "application/x-iso9660-image", "Disk image", .archive),
        ("apk", "application/vnd.android.package-archive", "Android package", .archive),
        ("torrent", "application/x-bittorrent", "Torrent", .file),
        ("exe", "application/vnd.microsoft.portable-executable", "Windows program", .file),
        ("bin", "application/octet-stream", "Binary data", .file),
    ]
}
