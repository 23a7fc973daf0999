using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Writes a whole chat completion. Source: developers.openai.com/api/reference/resources/chat.</summary>
internal sealed class OpenAiChatAnswerWriter(ChatAnswer answer, AnswerFrame frame, Utf8JsonWriter json)
{
    public void Write()
    {
        json.WriteStartObject();
        if (answer.Failure is { } failure)
        {
            OpenAiErrors.WriteFailure(json, failure.Code, failure.Message);
            json.WriteEndObject();
            return;
        }

        json.WriteString("id"u8, answer.Id ?? frame.Id);
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, frame.Created);
        json.WriteString("model"u8, answer.Model ?? frame.Model);
        json.WriteStartArray("choices"u8);
        WriteChoice();
        json.WriteEndArray();
        if (answer.Usage is { } usage)
        {
            json.WritePropertyName("usage"u8);
            OpenAiUsage.WriteChat(json, usage);
        }

        if (answer.ServiceTier is { } tier)
        {
            json.WriteString("service_tier"u8, tier);
        }

        json.WriteEndObject();
    }

    private void WriteChoice()
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        var text = answer.Parts.OfType<TextPart>().ToList();
        if (text.Count == 0)
        {
            json.WriteNull("content"u8);
        }
        else
        {
            json.WriteString("content"u8, string.Concat(text.Select(static x => x.Text)));
        }

        var refusals = answer.Parts.OfType<RefusalPart>().Select(static x => x.Text).ToList();
        json.WriteString("refusal"u8, refusals.Count == 0 ? null : string.Concat(refusals));
        WriteAnnotations(text);
        WriteThoughts();
        WriteCalls();
        WriteMedia();
        json.WriteEndObject();
        WriteLogProbs();
        json.WriteString("finish_reason"u8, FinishNames.Write(answer.Finish, refusals.Count > 0));
        json.WriteEndObject();
    }

    private void WriteAnnotations(List<TextPart> text)
    {
        var citations = text.SelectMany(static x => x.Citations).Where(UrlCitation.Fits).ToList();
        json.WriteStartArray("annotations"u8);
        foreach (var citation in citations)
        {
            UrlCitation.Write(json, citation, nested: true);
        }

        json.WriteEndArray();
    }

    private void WriteThoughts()
    {
        var thoughts = answer.Parts.FindAll(static x => x is ThinkingPart or RedactedThinkingPart);
        var words = string.Join("\n", thoughts.OfType<ThinkingPart>().Select(static x => x.Text));
        if (words.Length > 0)
        {
            json.WriteString("reasoning_content"u8, words);
        }

        if (!thoughts.Exists(static x => x is RedactedThinkingPart or ThinkingPart { Signature: not null }))
        {
            return;
        }

        json.WriteStartArray("reasoning_details"u8);
        for (var i = 0; i < thoughts.Count; i++)
        {
            OpenAiThoughts.WriteDetail(json, thoughts[i], i, withText: true);
        }

        json.WriteEndArray();
    }

    private void WriteCalls()
    {
        var calls = answer.Parts.OfType<ToolCallPart>().ToList();
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            WriteCall(json, call, frame.ToolOf(call.Name) is { Kind: CallerToolKind.Custom });
            if (call.Signature is { } signature)
            {
                OpenAiThoughts.WriteSignature(json, signature);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What a call says, within its object.</summary>
    public static void WriteCall(Utf8JsonWriter json, ToolCallPart call, bool isCustom)
    {
        var kind = isCustom ? "custom"u8 : "function"u8;
        json.WriteString("id"u8, call.Id);
        json.WriteString("type"u8, kind);
        json.WriteStartObject(kind);
        json.WriteString("name"u8, call.Name);
        if (isCustom)
        {
            json.WriteString("input"u8, CustomTools.Input(call.Arguments));
        }
        else
        {
            json.WriteString("arguments"u8, call.Arguments.Length == 0 ? "{}" : call.Arguments);
        }

        json.WriteEndObject();
    }

    private void WriteMedia()
    {
        var images = answer.Parts.OfType<ImagePart>().ToList();
        if (images.Count > 0)
        {
            json.WriteStartArray("images"u8);
            foreach (var image in images)
            {
                WriteImage(json, image.Source.ToUrl("image/png"));
            }

            json.WriteEndArray();
        }

        if (answer.Parts.OfType<AudioPart>().FirstOrDefault() is { } audio)
        {
            json.WriteStartObject("audio"u8);
            json.WriteString("id"u8, audio.Id ?? $"audio_{frame.Id}");
            json.WriteString("data"u8, audio.Source.Data ?? "");
            json.WriteString("transcript"u8, audio.Transcript ?? "");
            json.WriteEndObject();
        }
    }

    /// <summary>An image that the model made, as OpenRouter has it: openrouter.ai/docs/features/multimodal/image-generation.</summary>
    public static void WriteImage(Utf8JsonWriter json, string url)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        json.WriteString("url"u8, url);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteLogProbs()
    {
        if (answer.LogProbs.Count == 0)
        {
            json.WriteNull("logprobs"u8);
            return;
        }

        json.WriteStartObject("logprobs"u8);
        json.WriteStartArray("content"u8);
        foreach (var token in answer.LogProbs)
        {
            JsonValue.WriteRaw(json, token);
        }

        json.WriteEndArray();
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
    }
}
