using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// The stream of a caller that did not ask for <c>alt=sse</c>: the same answers as the elements of one JSON array, which is
/// complete after <see cref="Complete"/> and after <see cref="Fail"/>.
/// </summary>
internal sealed class GeminiArrayWriter : IAnswerWriter, IDisposable
{
    private readonly GeminiFrames _frames;
    private readonly GeminiStreamWriter _inner;
    private bool _passed;

    public GeminiArrayWriter(AnswerFrame frame, IBufferWriter<byte> output)
    {
        _frames = new GeminiFrames(output, asArray: true);
        _inner = new GeminiStreamWriter(frame, _frames);
    }

    /// <summary>Takes a provider's own event as an element, where provider and caller speak this dialect both.</summary>
    /// <param name="unit">An event with its blank line; one without data is nothing.</param>
    public void Pass(ReadOnlySpan<byte> unit)
    {
        _passed = true;
        if (_frames.IsClosed)
        {
            // Nothing follows the end of an array.
            return;
        }

        using var parsed = SseEvent.Parse(unit);
        var data = parsed.Data.Trim(" \t\r\n"u8);
        if (data is [(byte)'{', ..] && !IsOneObject(data))
        {
            // One element that is no JSON would make the whole array none.
            Fail(MeteredResponse.Unreadable, "The provider sent an event that cannot be read.");
        }
        else if (data is [(byte)'{', ..])
        {
            _frames.Pass(data);
            if (data.IndexOf("\"error\""u8) >= 0 && GeminiErrors.TryRead(data, out _, out _))
            {
                // Nothing follows an error, and the array must end.
                _frames.Close();
            }
        }
    }

    /// <summary>Ends the array behind what was passed.</summary>
    public void Close() => _frames.Close();

    public void Start(string? id, string? model, string? serviceTier) => _inner.Start(id, model, serviceTier);

    public void BeginPart(in AnswerPart part) => _inner.BeginPart(part);

    public void Delta(int index, ReadOnlySpan<byte> text) => _inner.Delta(index, text);

    public void Sign(int index, string signature) => _inner.Sign(index, signature);

    public void Cite(int index, Citation citation) => _inner.Cite(index, citation);

    public void LogProbs(JsonElement tokens) => _inner.LogProbs(tokens);

    public void EndPart(int index) => _inner.EndPart(index);

    public void Usage(in TokenUsage usage) => _inner.Usage(usage);

    public void Finish(FinishReason reason, string? stopSequence) => _inner.Finish(reason, stopSequence);

    public void Fail(string? code, string message)
    {
        if (!_frames.IsClosed)
        {
            _inner.Fail(code, message);
        }
    }

    public void Complete()
    {
        if (_passed)
        {
            Close();
        }
        else
        {
            _inner.Complete();
        }
    }

    public void Dispose() => _frames.Dispose();

    private static bool IsOneObject(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = JsonValue.MaxDepth });
            reader.Read();
            reader.Skip();
            return !reader.Read() && Utf8.IsValid(data);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
