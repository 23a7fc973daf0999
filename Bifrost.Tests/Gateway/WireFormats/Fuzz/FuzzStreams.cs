using System.Text;
using System.Text.Json;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.Fuzz;

/// <summary>Streams as bytes: cut into their units, and read back.</summary>
internal static class FuzzStreams
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>What a writer wrote is text of JSON, and its own dialect's reader finds no fault in it that was not told.</summary>
    public static void Readable(IWireFormat format, byte[] stream, bool hasFailed)
    {
        var reader = format.NewStreamReader();
        var log = new SinkLog();
        foreach (var unit in StreamUnits.Of(format.Framing, stream))
        {
            if (format.Framing != StreamFraming.AwsFrames)
            {
                Payloads(format, Strict.GetString(unit));
            }

            reader.Read(unit, log);
        }

        if (!hasFailed && log.Lines.Exists(x => x.StartsWith("fail ", StringComparison.Ordinal)))
        {
            Assert.Fail($"{format.Name}: {log.Lines.Find(x => x.StartsWith("fail ", StringComparison.Ordinal))} of {Cut(Encoding.UTF8.GetString(stream))}");
        }
    }

    public static string Cut(string text) => text.Length > 900 ? text[..900] : text;

    private static void Payloads(IWireFormat format, string unit)
    {
        foreach (var line in unit.Split('\n').Select(x => x.TrimEnd('\r')).Where(x => x.Length > 0))
        {
            var payload = format.Framing == StreamFraming.Lines ? line : line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : null;
            if (payload is not (null or "[DONE]"))
            {
                try
                {
                    using var parsed = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 1_000 });
                }
                catch (JsonException error)
                {
                    Assert.Fail($"{format.Name}: {error.Message} in {Cut(payload)}");
                }
            }
            else
            {
                Assert.True(payload is not null || line.StartsWith("event: ", StringComparison.Ordinal), $"{format.Name}: {line}");
            }
        }
    }
}
