using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>Writes single events, numbered from 0. Source: developers.openai.com/api/reference/resources/responses/streaming-events.</summary>
internal sealed class OpenAiResponsesEvents(IBufferWriter<byte> output) : IDisposable
{
    private readonly JsonEvents _events = new(output);
    private long _sequence;

    public void Response(ReadOnlySpan<byte> type, OpenAiResponsesBody body)
    {
        var json = Begin(type);
        json.WritePropertyName("response"u8);
        body.Write(json);
        End(json);
    }

    /// <summary>A call, a thought or an image begins.</summary>
    public void ItemAdded(OpenAiResponsesOpenPart open)
    {
        var json = Begin("response.output_item.added"u8);
        json.WriteNumber("output_index"u8, open.OutputIndex);
        json.WritePropertyName("item"u8);
        switch (open.Head.Kind)
        {
            case AnswerPartKind.ToolCall:
                OpenAiResponsesOutput.WriteCall(json, open.Item, "in_progress"u8, new ToolCallPart(open.Head.Id ?? "", open.Head.Name ?? "", ""));
                break;
            case AnswerPartKind.Image:
                json.WriteStartObject();
                json.WriteString("id"u8, open.Item.Id);
                json.WriteString("type"u8, "image_generation_call"u8);
                json.WriteString("status"u8, "in_progress"u8);
                json.WriteNull("result"u8);
                json.WriteEndObject();
                break;
            default:
                OpenAiResponsesOutput.WriteThought(json, new ThinkingPart(""), open.Item.Id);
                break;
        }

        End(json);
        if (open.Head.Kind == AnswerPartKind.Thinking)
        {
            SummaryPart("response.reasoning_summary_part.added"u8, open, "");
        }
    }

    public void MessageAdded(OpenAiResponsesItem item, int outputIndex)
    {
        var json = Begin("response.output_item.added"u8);
        json.WriteNumber("output_index"u8, outputIndex);
        json.WritePropertyName("item"u8);
        OpenAiResponsesOutput.BeginMessage(json, item.Id, "in_progress"u8);
        OpenAiResponsesOutput.EndMessage(json);
        End(json);
    }

    public void ContentAdded(OpenAiResponsesOpenPart open)
    {
        ContentPart empty = open.Head.Kind == AnswerPartKind.Refusal ? new RefusalPart("") : new TextPart("");
        Content("response.content_part.added"u8, open, empty);
    }

    public void Delta(OpenAiResponsesOpenPart open, ReadOnlySpan<byte> text)
    {
        var type = open.Head.Kind switch
        {
            AnswerPartKind.Text => "response.output_text.delta"u8,
            AnswerPartKind.ToolCall => open.Item.Tool?.Kind switch
            {
                CallerToolKind.Custom => "response.custom_tool_call_input.delta"u8,
                CallerToolKind.Search => default,
                _ => "response.function_call_arguments.delta"u8,
            },
            AnswerPartKind.Thinking => "response.reasoning_summary_text.delta"u8,
            AnswerPartKind.Refusal => "response.refusal.delta"u8,
            // A cipher, an image and a search for tools have no pieces here: they come whole with their item.
            _ => default,
        };
        if (type.IsEmpty || (text.IsEmpty && open.Item.Tool is not null))
        {
            return;
        }

        var json = BeginPart(type, open);
        json.WriteString("delta"u8, text);
        End(json);
    }

    public void LogProbs(OpenAiResponsesOpenPart open, JsonElement tokens)
    {
        var json = BeginPart("response.output_text.delta"u8, open);
        json.WriteString("delta"u8, ""u8);
        json.WritePropertyName("logprobs"u8);
        JsonValue.WriteRaw(json, tokens);
        End(json);
    }

    public void Citation(OpenAiResponsesOpenPart open, Citation citation)
    {
        var json = BeginPart("response.output_text.annotation.added"u8, open);
        json.WriteNumber("annotation_index"u8, open.Citations++);
        json.WritePropertyName("annotation"u8);
        UrlCitation.Write(json, citation, nested: false);
        End(json);
    }

    /// <summary>The part's text once more, whole.</summary>
    public void Done(OpenAiResponsesOpenPart open, ContentPart part)
    {
        switch (part)
        {
            case TextPart text:
                Text("response.output_text.done"u8, open, "text"u8, text.Text);
                Content("response.content_part.done"u8, open, part);
                break;
            case RefusalPart refusal:
                Text("response.refusal.done"u8, open, "refusal"u8, refusal.Text);
                Content("response.content_part.done"u8, open, part);
                break;
            case ToolCallPart when open.Item.Tool is { Kind: CallerToolKind.Search }:
                // Its item says it.
                break;
            case ToolCallPart call when open.Item.Tool is { Kind: CallerToolKind.Custom }:
                Text("response.custom_tool_call_input.done"u8, open, "input"u8, CustomTools.Input(call.Arguments));
                break;
            case ToolCallPart call:
                Text("response.function_call_arguments.done"u8, open, "arguments"u8, call.Arguments);
                break;
            case ThinkingPart thought:
                Text("response.reasoning_summary_text.done"u8, open, "text"u8, thought.Text);
                SummaryPart("response.reasoning_summary_part.done"u8, open, thought.Text);
                break;
        }
    }

    public void ItemDone(OpenAiResponsesItem item, int outputIndex, List<JsonElement> logProbs)
    {
        var json = Begin("response.output_item.done"u8);
        json.WriteNumber("output_index"u8, outputIndex);
        json.WritePropertyName("item"u8);
        OpenAiResponsesOutput.WriteItem(json, item, logProbs);
        End(json);
    }

    public void Dispose() => _events.Dispose();

    private void Text(ReadOnlySpan<byte> type, OpenAiResponsesOpenPart open, ReadOnlySpan<byte> name, string text)
    {
        var json = BeginPart(type, open);
        json.WriteString(name, text);
        End(json);
    }

    private void Content(ReadOnlySpan<byte> type, OpenAiResponsesOpenPart open, ContentPart part)
    {
        var json = BeginPart(type, open);
        json.WritePropertyName("part"u8);
        OpenAiResponsesOutput.WriteSaid(json, part, []);
        End(json);
    }

    private void SummaryPart(ReadOnlySpan<byte> type, OpenAiResponsesOpenPart open, string text)
    {
        var json = BeginPart(type, open);
        json.WriteStartObject("part"u8);
        json.WriteString("type"u8, "summary_text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
        End(json);
    }

    /// <summary>An event up to what is its own: which item it is of, and which part.</summary>
    private Utf8JsonWriter BeginPart(ReadOnlySpan<byte> type, OpenAiResponsesOpenPart open)
    {
        var json = Begin(type);
        json.WriteString("item_id"u8, open.Item.Id);
        json.WriteNumber("output_index"u8, open.OutputIndex);
        if (OpenAiResponsesItem.IsSaid(open.Head.Kind))
        {
            json.WriteNumber("content_index"u8, open.ContentIndex);
        }
        else if (open.Head.Kind == AnswerPartKind.Thinking)
        {
            json.WriteNumber("summary_index"u8, 0);
        }

        return json;
    }

    private Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        var json = _events.Begin(type);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteNumber("sequence_number"u8, _sequence++);
        return json;
    }

    private void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        _events.End();
    }
}
