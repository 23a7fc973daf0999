using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>
/// Writes the typed events of a response, each as soon as it is told. Words that stand together are one message, which ends when
/// something else begins. Source: developers.openai.com/api/reference/resources/responses/streaming-events.
/// </summary>
internal sealed class OpenAiResponsesStreamWriter : IAnswerWriter, IDisposable
{
    private readonly AnswerFrame _frame;
    private readonly OpenAiResponsesEvents _events;
    private readonly Dictionary<int, OpenAiResponsesOpenPart> _open = [];
    private readonly List<OpenAiResponsesItem> _items = [];
    private readonly List<JsonElement> _logProbs = [];
    private OpenAiResponsesItem? _message;
    private int _messageIndex;
    private int _messageParts;
    private string _id;
    private string _model;
    private string? _tier;
    private TokenUsage? _usage;
    private FinishReason? _finish;
    private bool _over;

    public OpenAiResponsesStreamWriter(AnswerFrame frame, IBufferWriter<byte> output)
    {
        _frame = frame;
        _events = new OpenAiResponsesEvents(output);
        (_id, _model) = (frame.Id, frame.Model);
    }

    public void Start(string? id, string? model, string? serviceTier)
    {
        if (!_over)
        {
            (_id, _model, _tier) = (id ?? _id, model ?? _model, serviceTier);
            _events.Response("response.created"u8, Body(null, null));
            _events.Response("response.in_progress"u8, Body(null, null));
        }
    }

    public void BeginPart(in AnswerPart part)
    {
        if (_over || part.Kind == AnswerPartKind.Audio)
        {
            // This dialect does not speak.
            return;
        }

        if (OpenAiResponsesItem.IsSaid(part.Kind))
        {
            BeginSaid(part);
            return;
        }

        EndMessage();
        var item = NewItem(part);
        var open = new OpenAiResponsesOpenPart(part, item, _items.Count - 1);
        _open[part.Index] = open;
        open.Begin();
        _events.ItemAdded(open);
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        if (!_over && _open.TryGetValue(index, out var open))
        {
            _events.Delta(open, open.Add(text));
        }
    }

    public void Sign(int index, string signature)
    {
        if (_open.TryGetValue(index, out var open))
        {
            open.Text.Sign(index, signature);
        }
    }

    public void Cite(int index, Citation citation)
    {
        // A source without an address has no form in this dialect.
        if (!_over && UrlCitation.Fits(citation) && _open.TryGetValue(index, out var open))
        {
            open.Text.Cite(index, citation);
            _events.Citation(open, citation);
        }
    }

    public void LogProbs(JsonElement tokens)
    {
        if (_over || tokens.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var token in tokens.EnumerateArray())
        {
            _logProbs.Add(token.Clone());
        }

        foreach (var open in _open.Values)
        {
            if (open.Head.Kind == AnswerPartKind.Text)
            {
                _events.LogProbs(open, tokens);
                break;
            }
        }
    }

    public void EndPart(int index)
    {
        if (_over || !_open.Remove(index, out var open))
        {
            return;
        }

        if (open is { HasText: false, Head.Kind: AnswerPartKind.ToolCall })
        {
            // Clients parse the arguments as JSON.
            _events.Delta(open, open.Add("{}"u8));
        }
        else if (open.Rest() is { Length: > 0 } rest)
        {
            _events.Delta(open, Encoding.UTF8.GetBytes(rest));
        }

        var part = open.End();
        _events.Done(open, part);
        if (!OpenAiResponsesItem.IsSaid(open.Head.Kind))
        {
            _events.ItemDone(open.Item, open.OutputIndex, []);
        }
    }

    public void Usage(in TokenUsage usage) => _usage = usage;

    public void Finish(FinishReason reason, string? stopSequence)
    {
        if (!_over)
        {
            _finish = reason;
            EndMessage();
        }
    }

    public void Fail(string? code, string message)
    {
        if (!_over)
        {
            _over = true;
            _events.Response("response.failed"u8, Body(null, (code, message)));
        }
    }

    public void Complete()
    {
        if (_over)
        {
            return;
        }

        EndMessage();
        _over = true;
        var body = Body(_finish ?? FinishReason.Stop, null);
        _events.Response(body.Status == "incomplete" ? "response.incomplete"u8 : "response.completed"u8, body);
    }

    public void Dispose() => _events.Dispose();

    private void BeginSaid(in AnswerPart part)
    {
        if (_message is null)
        {
            _message = NewItem(part);
            (_messageIndex, _messageParts) = (_items.Count - 1, 0);
            _events.MessageAdded(_message, _messageIndex);
        }

        var open = new OpenAiResponsesOpenPart(part, _message, _messageIndex) { ContentIndex = _messageParts++ };
        _open[part.Index] = open;
        open.Begin();
        _events.ContentAdded(open);
    }

    private OpenAiResponsesItem NewItem(in AnswerPart part)
    {
        var isThought = part.Kind is AnswerPartKind.Thinking or AnswerPartKind.RedactedThinking;
        var tool = part.Kind == AnswerPartKind.ToolCall ? _frame.ToolOf(part.Name) : null;
        var own = OpenAiResponsesItem.IdOf(part.Kind, _id, _items.Count, tool);
        var item = new OpenAiResponsesItem(isThought ? part.Id ?? own : own, tool);
        _items.Add(item);
        return item;
    }

    private void EndMessage()
    {
        if (_message is not { } message)
        {
            return;
        }

        foreach (var open in _open.Values.Where(x => x.Item == message).ToList())
        {
            EndPart(open.Head.Index);
        }

        _message = null;
        _events.ItemDone(message, _messageIndex, _logProbs);
    }

    private OpenAiResponsesBody Body(FinishReason? finish, (string? Code, string Message)? failure) => new()
    {
        Id = OpenAiResponsesItem.ResponseId(_id),
        Model = _model,
        Created = _frame.Created,
        ServiceTier = _tier,
        Finish = finish,
        Failure = failure,
        Items = _items.FindAll(static x => x.Parts.Count > 0),
        LogProbs = _logProbs,
        Usage = _usage,
    };
}
