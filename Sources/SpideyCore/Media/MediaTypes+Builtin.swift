extension MediaTypes {
    /// Types that people commonly serve, as registered with IANA if they are registered.
    static let rows: [(extensions: String, type: String, label: String, icon: Icon)] =
        documents + sources + images + sounds + films + packages

    private typealias Row = (extensions: String, type: String, label: String, icon: Icon)

    private static let documents: [Row] = [
        ("html htm", "text/html", "Web page", .text),
        ("xhtml", "application/xhtml+xml", "Web page", .text),
        ("txt text", "text/plain", "Plain text", .text),
        ("log", "text/plain", "Log", .text),
        ("md markdown", "text/markdown", "Markdown text", .text),
        ("rst", "text/plain", "reStructuredText", .text),
        ("tex", "text/x-tex", "LaTeX source", .text),
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
        ("jsonl ndjson", "application/x-ndjson", "JSON lines", .code),
        ("map", "application/json", "Source map", .code),
        ("webmanifest", "application/manifest+json", "Web app manifest", .code),
        ("wasm", "application/wasm", "WebAssembly", .code),
        ("yaml yml", "application/yaml", "YAML data", .code),
        ("toml", "application/toml", "TOML data", .code),
        ("ini conf cfg", "text/plain", "Settings", .code),
        ("sql", "application/sql", "SQL", .code),
        ("sqlite db", "application/vnd.sqlite3", "SQLite database", .file),
        ("swift", "text/x-swift", "Swift source", .code),
        ("c", "text/x-csrc", "C source", .code),
        ("h", "text/x-chdr", "C header", .code),
        ("cc cpp cxx", "text/x-c++src", "C++ source", .code),
        ("hh hpp hxx", "text/x-c++hdr", "C++ header", .code),
        ("rs", "text/x-rust", "Rust source", .code),
        ("go", "text/x-go", "Go source", .code),
        ("java", "text/x-java", "Java source", .code),
        ("kt", "text/x-kotlin", "Kotlin source", .code),
        ("rb", "text/x-ruby", "Ruby script", .code),
        ("py", "text/x-python", "Python script", .code),
        ("pl pm", "text/x-perl", "Perl script", .code),
        ("lua", "text/x-lua", "Lua script", .code),
        ("php", "text/x-php", "PHP script", .code),
        ("sh bash", "application/x-sh", "Shell script", .code),
        ("cgi", "text/plain", "CGI script", .code),
        ("tsx jsx", "text/plain", "TypeScript source", .code),
        ("diff patch", "text/x-diff", "Patch", .code),
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
        ("bin dat", "application/octet-stream", "Binary data", .file),
    ]
}
