using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Writes the body of <c>POST /v1/chat/completions</c>, in the spelling of the vendor that gets it.</summary>
internal sealed class OpenAiChatRequestWriter(ChatRequest request, RequestFrame frame, TranslationNotes notes, Utf8JsonWriter json)
{
    private const int MostStops = 4;

    private readonly OpenAiChatVendor _vendor = new(frame.ProviderKind, frame.Model);

    public void Write()
    {
        if (request.Untranslatable is { } only && !_vendor.IsMeasure)
        {
            notes.Refuse(only);
        }

        json.WriteStartObject();
        json.WriteString("model"u8, frame.Model);
        if (request.Stream)
        {
            json.WriteBoolean("stream"u8, true);
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }

        WriteCap();
        new OpenAiChatMessageWriter(_vendor, notes, json).Write(request.Messages);
        new OpenAiChatToolWriter(request, _vendor, notes, json).Write();
        WriteFormat();
        if (request.Reasoning is { } reasoning)
        {
            new OpenAiChatReasoningWriter(_vendor, frame, notes, json).Write(reasoning);
        }

        WriteSampling();
        WriteChoices();
        WriteStops();
        WriteHints();
        json.WriteEndObject();
    }

    private void WriteCap()
    {
        if ((frame.OutputCap ?? request.MaxOutputTokens) is { } cap)
        {
            json.WriteNumber(_vendor.IsOpenAi ? "max_completion_tokens"u8 : "max_tokens"u8, cap);
        }
    }

    private void WriteFormat()
    {
        if (request.Output is not { } output)
        {
            return;
        }

        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, output.Schema is null ? "json_object"u8 : "json_schema"u8);
        if (output.Schema is { } schema)
        {
            json.WriteStartObject("json_schema"u8);
            json.WriteString("name"u8, output.Name ?? "response");
            if (output.Description is { } description)
            {
                json.WriteString("description"u8, description);
            }

            json.WritePropertyName("schema"u8);
            JsonValue.WriteRaw(json, schema);
            if (output.Strict is { } strict)
            {
                json.WriteBoolean("strict"u8, strict);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteSampling()
    {
        var sampling = request.Sampling;
        WriteNumber("temperature"u8, sampling.Temperature);
        WriteNumber("top_p"u8, sampling.TopP);
        WriteNumber("frequency_penalty"u8, sampling.FrequencyPenalty);
        WriteNumber("presence_penalty"u8, sampling.PresencePenalty);
        if (sampling.Seed is { } seed)
        {
            json.WriteNumber("seed"u8, seed);
        }

        if (sampling.TopK is { } topK)
        {
            if (_vendor.IsStrict)
            {
                notes.Drop(ChatField.TopK);
            }
            else
            {
                json.WriteNumber("top_k"u8, topK);
            }
        }

        if (sampling.LogProbs is { } logProbs)
        {
            json.WriteBoolean("logprobs"u8, logProbs);
        }

        if (sampling.TopLogProbs is { } top && sampling.LogProbs == true)
        {
            json.WriteNumber("top_logprobs"u8, top);
        }
    }

    private void WriteChoices()
    {
        if (request.Sampling.Choices is > 1 and var choices)
        {
            if (!_vendor.IsMeasure)
            {
                notes.Refuse(ChatField.Choices, "A call that is translated gives one answer.");
            }

            json.WriteNumber("n"u8, choices);
        }

        if (request.Sampling.LogitBias is { } bias)
        {
            // Token ids of one vocabulary: they mean nothing to another.
            if (_vendor.IsMeasure)
            {
                json.WritePropertyName("logit_bias"u8);
                JsonValue.WriteRaw(json, bias);
            }
            else
            {
                notes.Drop(ChatField.LogitBias);
            }
        }
    }

    private void WriteStops()
    {
        if (request.Stop.Count == 0)
        {
            return;
        }

        if (_vendor.IsOpenAi && request.Stop.Count > MostStops)
        {
            notes.Refuse(ChatField.Stop, $"The provider takes at most {MostStops} stop sequences.");
        }

        json.WriteStartArray("stop"u8);
        foreach (var stop in request.Stop)
        {
            json.WriteStringValue(stop);
        }

        json.WriteEndArray();
    }

    private void WriteHints()
    {
        if (request.EndUser is { } user)
        {
            json.WriteString("user"u8, user);
        }

        if (request.ServiceTier is { } tier)
        {
            // A tier of one vendor is no tier of another, and decides the price.
            if (_vendor.IsMeasure || (_vendor.IsOpenAi && tier is "auto" or "default" or "flex" or "priority" or "scale"))
            {
                json.WriteString("service_tier"u8, tier);
            }
            else
            {
                notes.Drop(ChatField.ServiceTier);
            }
        }

        if (_vendor.IsOpenAi)
        {
            OpenAiShared.WriteVerbosity(request, json, notes);
            OpenAiShared.Write(request, json, notes);
        }

        if (request.Metadata.Count > 0)
        {
            // OpenAI takes it only of answers that it is to keep.
            notes.Drop(ChatField.Metadata);
        }

        if (request.Cache is { } cache)
        {
            WriteCache(cache);
        }
    }

    private void WriteCache(CacheMarker cache)
    {
        if (_vendor.TakesCacheAtTop)
        {
            OpenAiChatToolWriter.WriteMarker(json, cache);
        }
        else
        {
            notes.Drop(ChatField.CacheControl);
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
