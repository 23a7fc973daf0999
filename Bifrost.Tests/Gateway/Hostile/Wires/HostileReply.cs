using System.Text;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Gateway.Dialects;
using Bifrost.Tests.Gateway.WireFormats;

namespace Bifrost.Tests.Gateway.Hostile.Wires;

/// <summary>What a caller got, read as its own dialect's client reads it.</summary>
/// <param name="Response">Its head.</param>
/// <param name="Body">All of it.</param>
/// <param name="Caller">Whose dialect it must be in.</param>
internal sealed record HostileReply(HttpResponseMessage Response, byte[] Body, DialectWire Caller)
{
    public const string Said = "Grüße 😀 an alle";

    private static readonly string[] Ours = ["x-", "date", "server-timing", "content-", "transfer-encoding", "cache-control", "openai-", "retry-after", "connection", "referrer-policy", "permissions-policy", "strict-transport-security"];

    private string Text => Encoding.UTF8.GetString(Body);

    private int Status => (int)Response.StatusCode;

    /// <summary>What holds of every answer: nothing of the provider's insides or of ours, and our own request id.</summary>
    public void AssertFit()
    {
        Assert.True(Guid.TryParse(Response.Headers.GetValues("x-request-id").Single(), out _));
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception:", Text, StringComparison.Ordinal);
        var names = Response.Headers.Concat(Response.Content.Headers).ToList();
        Assert.All(names, x => Assert.Contains(Ours, y => x.Key.StartsWith(y, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain("canary", string.Join('\n', names.SelectMany(x => x.Value)), StringComparison.Ordinal);
        Assert.DoesNotContain("html", Response.Content.Headers.ContentType?.MediaType ?? "", StringComparison.Ordinal);
    }

    /// <summary>A refusal in the caller's dialect.</summary>
    public void AssertRefused(HostileEnd end)
    {
        Assert.True(end == HostileEnd.Told ? Status is 400 or 429 : Status == 502, $"{Status} {Text}");
        Assert.Equal("application/json", Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Response.Headers.GetValues("x-content-type-options").Single());
        Assert.False(Response.Headers.NonValidated.Contains("Retry-After"));
        Assert.True(Caller.Format.TryReadError(Body, out _, out var message), Text);
        if (end == HostileEnd.Told)
        {
            Assert.Contains(HostileStreams.Words, message, StringComparison.Ordinal);
        }
    }

    /// <summary>A whole answer; one that passed as it came need be none.</summary>
    public void AssertAnswer(bool passed)
    {
        Assert.True(Status == 200, $"{Status} {Text}");
        var log = new SinkLog();
        Assert.True(Caller.Format.TryReadAnswer(Body, log) || passed, Text);
        AssertSaid(log);
    }

    /// <summary>A stream that ends as it must.</summary>
    public void AssertStream(HostileEnd end, bool passed)
    {
        Assert.True(Status == 200, $"{Status} {Text}");
        Assert.Equal(Caller.Format.StreamType, Response.Content.Headers.ContentType?.MediaType);
        var log = new SinkLog();
        var reader = Caller.Format.NewStreamReader();
        var failed = 0;
        foreach (var unit in StreamUnits.Of(Caller.Format.Framing, Body))
        {
            // The provider's own bytes may be anything; what the gateway has written is never what cannot be read.
            reader.Read(unit, log);
            failed += log.Lines.Count(IsFailure) > failed ? 1 : 0;
        }

        Assert.True(passed || log.Lines.Count(IsFailure) <= 1, Shown(log));
        var hasFailed = log.Lines.Exists(IsFailure);
        if (end == HostileEnd.Sound)
        {
            Assert.False(hasFailed, Shown(log));
            Assert.True(reader.EndedCleanly, Text);
            AssertSaid(log);
            Assert.Equal(Said, string.Concat(log.Lines.Where(x => x.StartsWith("delta ", StringComparison.Ordinal)).Select(x => x.Split(' ', 3)[2])));
            Assert.DoesNotContain(HostileStreams.Late, Text, StringComparison.Ordinal);
        }
        else if (end == HostileEnd.Broken)
        {
            Assert.True(hasFailed, Shown(log));
            Assert.False(log.Lines.Exists(x => x.StartsWith("finish ", StringComparison.Ordinal)), Shown(log));
            Assert.True(!passed || !Text.Contains("[DONE]", StringComparison.Ordinal) || Caller.Name == "gemini", Text);

            // It is told in words, the provider's own or ours, not by bytes that the caller cannot read.
            Assert.True(Text.Contains("alert(1)", StringComparison.Ordinal) || Text.Contains("The provider ", StringComparison.Ordinal) || Text.Contains("Exception", StringComparison.Ordinal) || Text.Contains("gone", StringComparison.Ordinal) || !passed, Shown(log));
        }
        else
        {
            Assert.True(hasFailed || reader.EndedCleanly, Text);
        }
    }

    private static bool IsFailure(string line) => line.StartsWith("fail ", StringComparison.Ordinal);

    private static void AssertSaid(SinkLog log)
    {
        if (log.LastUsage is { } usage)
        {
            Assert.InRange(usage.InputTokens, -5, long.MaxValue);
        }
    }

    private string Shown(SinkLog log) => string.Join('\n', log.Lines) + "\n" + Text;
}
