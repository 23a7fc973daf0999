using System.IO.Compression;
using System.Text;

namespace Bifrost.Tests.Testing;

/// <summary>
/// Answers that providers, proxies and attackers really give and that no gateway may choke on. A name each, so that a
/// theory can take them all: <c>[MemberData(nameof(HostileScripts.Names), MemberType = typeof(HostileScripts))]</c>.
/// </summary>
public static class HostileScripts
{
    private const string Text = "Grüße aus 東京 👋 and more words";

    private static readonly TrueUsage Usage = new(12, 6);

    private static readonly Dictionary<string, Func<Script>> All = new()
    {
        ["utf8 split in every byte"] = () => new Script().ContentType("text/event-stream").InPieces(string.Concat(Good.Events()), 1).Using(Usage),
        ["crlf line ends"] = () => Stream(Good with { LineEnd = "\r\n" }),
        ["cr line ends"] = () => Stream(Good with { LineEnd = "\r" }),
        ["comments between events"] = () => Script.Sse(Good.Events().Select(e => ": OPENROUTER PROCESSING\n\n" + e)).Using(Usage),
        ["no space after data"] = () => Script.Sse(Good.Events().Select(e => e.Replace("data: ", "data:", StringComparison.Ordinal))).Using(Usage),
        ["usage absent"] = () => Stream(Good with { IncludeUsage = false }),
        ["usage null"] = () => Stream(Good with { UsageJson = "null" }),
        ["usage negative"] = () => Stream(Good with { UsageJson = """{"prompt_tokens":-5,"completion_tokens":-1,"total_tokens":-6}""" }),
        ["usage huge"] = () => Stream(Good with { UsageJson = """{"prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807,"total_tokens":1e400}""" }),
        ["usage contradictory"] = () => Stream(Good with { UsageJson = """{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":9},"completion_tokens_details":{"reasoning_tokens":9}}""" }),
        ["usage of strings"] = () => Stream(Good with { UsageJson = """{"prompt_tokens":"12","completion_tokens":[6],"total_tokens":{}}""" }),
        ["data after done"] = () => Stream(Good).Chunk("data: {\"choices\":[{\"delta\":{\"content\":\"late\"}}]}\n\n"),
        ["truncated json then done"] = () => Script.Sse([.. Good.Events().Take(3), "data: {\"choices\":[{\"delta\":{\"con\n\n", "data: [DONE]\n\n"]).Using(Usage),
        ["no done"] = () => Stream(Good with { Done = false }),
        ["done without last line end"] = () => Script.Sse([.. Good.Events().SkipLast(1), "data: [DONE]"]).Using(Usage),
        ["error event mid stream"] = () => Script.Sse([.. Good.Events().Take(3), "data: " + OpenAiShapes.Error("The server had an error", "server_error", null) + "\n\n"]).Using(Usage),
        ["reset before headers"] = () => new Script().Reset(),
        ["reset mid stream"] = () => Script.Sse(Good.Events().Take(3)).Reset().Using(Usage),
        ["reset inside an event"] = () => Script.Sse([.. Good.Events().Take(2), "data: {\"cho"]).Reset().Using(Usage),
        ["closed mid stream"] = () => Script.Sse(Good.Events().Take(3)).Close().Using(Usage),
        ["html with 200"] = () => new Script().ContentType("text/html").Chunk("<html><body>Please sign in to the corporate proxy</body></html>"),
        ["html as json"] = () => Script.Json("<html><body>Bad gateway</body></html>"),
        ["empty 200"] = () => new Script().ContentLength(0),
        ["truncated json"] = () => Script.Json("{\"id\":\"chatcmpl-1\",\"choices\":[{\"mess"),
        ["truncated gzip"] = () => new Script().Header("Content-Encoding", "gzip").Chunk(HalfGzip()),
        ["length longer than body"] = () => new Script().ContentLength(1000).Chunk("{\"id\":").Close(),
        ["status 999"] = () => Script.Json("{}", 999),
        ["status 204"] = () => Script.Raw("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"),
        ["garbage instead of http"] = () => Script.Raw("\0\u0001SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        ["bare lf headers"] = () => Script.Raw("HTTP/1.1 200 OK\nContent-Type: application/json\nConnection: close\nContent-Length: 2\n\n{}"),
        ["two content lengths"] = () => Script.Raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"),
        ["bad chunk size"] = () => Script.Raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n{}\r\n"),
        ["internal headers"] = () => Stream(Good).Header("Set-Cookie", "session=canary; Path=/").Header("X-Internal-Host", "db-7.prod.internal").Header("openai-organization", "org-canary").Header("Alt-Svc", "h3=\":443\""),
    };

    /// <summary>Answers without an end or of enormous size: each needs a bound in the gateway, and its own test.</summary>
    private static readonly Dictionary<string, Func<Script>> Endless = new()
    {
        ["20 MB data line"] = () => Script.Sse("data: {\"x\":\"").Repeat(new string('a', 1 << 20), 20).Chunk("\"}\n\n"),
        ["100 MB without newline"] = () => Script.Sse().Repeat(new string('a', 1 << 20), 100),
        ["comments for ever"] = () => Script.Sse().Repeat(": keep-alive\n\n", long.MaxValue),
        ["never answers"] = () => new Script().Hang(),
        ["headers, then nothing"] = () => Script.Sse(": hello\n\n").Hang(),
    };

    /// <summary>Names of the answers that end by themselves, as theory data.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>Names of the answers that do not end, or only after very much.</summary>
    public static TheoryData<string> EndlessNames => [.. Endless.Keys];

    private static ChatStream Good => ChatStream.Of(Text, Usage);

    /// <summary>A fresh script of that name; an unknown name is a bug in the test.</summary>
    public static Script Of(string name) => (All.TryGetValue(name, out var make) ? make : Endless[name])();

    /// <summary>A redirect to somewhere that must never be reached.</summary>
    public static Script RedirectTo(string url) => new Script().Status(302).Header("Location", url).ContentLength(0);

    private static Script Stream(ChatStream stream) => Script.ChatStreamOf(stream).Using(Usage);

    private static byte[] HalfGzip()
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(Text));
        return zipped.ToArray()[..(int)(zipped.Length / 2)];
    }
}
