using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>Every prefix of a golden text and bytes flipped at random: nothing throws, and what is written is JSON in UTF-8.</summary>
internal sealed class FormatFuzz(IWireFormat format, IEnumerable<IWireFormat> targets)
{
    private const int Flips = 400;

    public void Requests(params byte[][] golden) => Each(golden, body =>
    {
        if (!format.TryReadRequest(body, new CallShape("m", false), out var request, out _))
        {
            return;
        }

        using (request)
        {
            foreach (var target in targets)
            {
                var output = new ArrayBufferWriter<byte>();
                var notes = new TranslationNotes(target.NameOf);
                target.WriteRequest(request, new RequestFrame("claude-sonnet-4-5", "anthropic"), notes, output);
                CheckJson(output.WrittenMemory);
            }
        }
    });

    public void Answers(params byte[][] golden) => Each(golden, body =>
    {
        var builder = new AnswerBuilder();
        if (format.TryReadAnswer(body, builder))
        {
            var answer = builder.Build();
            foreach (var target in targets)
            {
                var output = new ArrayBufferWriter<byte>();
                target.WriteAnswer(answer, FormatProbe.Frame, output);
                CheckJson(output.WrittenMemory);
            }
        }

        format.TryReadError(body, out _, out _);
    });

    /// <summary>Of each stream one unit is broken at a time; the rest comes as it is.</summary>
    /// <param name="check">Of what the target wrote.</param>
    public void Streams(IReadOnlyList<byte[]> units, Action<ReadOnlyMemory<byte>> check)
    {
        for (var i = 0; i < units.Count; i++)
        {
            var at = i;
            Each([units[i]], broken =>
            {
                foreach (var target in targets)
                {
                    var output = new ArrayBufferWriter<byte>();
                    var reader = format.NewStreamReader();
                    var writer = target.NewStreamWriter(FormatProbe.Frame, output);
                    for (var j = 0; j < units.Count; j++)
                    {
                        reader.Read(j == at ? broken : units[j], writer);
                    }

                    if (reader.EndedCleanly)
                    {
                        writer.Complete();
                    }
                    else
                    {
                        writer.Fail("upstream_error", "It broke off.");
                    }

                    if (target == format)
                    {
                        check(output.WrittenMemory);
                    }
                }
            });
        }
    }

    public static void CheckJson(ReadOnlyMemory<byte> json)
    {
        Assert.True(Utf8.IsValid(json.Span));
        using var document = JsonDocument.Parse(json);
    }

    private static void Each(byte[][] golden, Action<byte[]> check)
    {
        var random = new Random(20_251_129);
        foreach (var text in golden)
        {
            var step = Math.Max(1, text.Length / 300);
            for (var length = 0; length < text.Length; length += step)
            {
                check(text[..length]);
            }

            for (var i = 0; i < Flips; i++)
            {
                var broken = text.ToArray();
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                {
                    broken[random.Next(broken.Length)] = (byte)random.Next(256);
                }

                check(broken);
            }
        }
    }
}
