using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>
/// Writes the body of <c>POST /v1/responses</c>. Nothing is left at the vendor (<c>store</c> is false), as with every other dialect; so
/// thoughts come and go in their cipher: developers.openai.com/api/docs/guides/reasoning.
/// </summary>
internal sealed class OpenAiResponsesRequestWriter(ChatRequest request, RequestFrame frame, TranslationNotes notes, Utf8JsonWriter json)
{
    private readonly OpenAiChatVendor _vendor = new(frame.ProviderKind, frame.Model);

    public void Write()
    {
        if (request.Untranslatable is { } only)
        {
            notes.Refuse(only);
        }

        json.WriteStartObject();
        json.WriteString("model"u8, frame.Model);
        if (request.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        json.WriteBoolean("store"u8, false);
        if ((frame.OutputCap ?? request.MaxOutputTokens) is { } cap)
        {
            json.WriteNumber("max_output_tokens"u8, cap);
        }

        new OpenAiResponsesItemWriter(notes, json, _vendor).Write(request.Messages);
        new OpenAiResponsesToolWriter(request, _vendor.IsOpenAi, notes, json).Write();
        WriteFormat();
        WriteReasoning();
        WriteSampling();
        WriteInclude();
        WriteHints();
        NoteMissing();
        json.WriteEndObject();
    }

    private void WriteFormat()
    {
        var hasVerbosity = _vendor.IsOpenAi && OpenAiShared.HasVerbosity(request);
        if (request.Output is null && !hasVerbosity)
        {
            return;
        }

        json.WriteStartObject("text"u8);
        if (hasVerbosity)
        {
            OpenAiShared.WriteVerbosity(request, json, notes);
        }

        if (request.Output is { } output)
        {
            WriteFormat(output);
        }

        json.WriteEndObject();
    }

    private void WriteFormat(OutputFormat output)
    {
        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, output.Schema is null ? "json_object"u8 : "json_schema"u8);
        if (output.Schema is { } schema)
        {
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
        }

        json.WriteEndObject();
    }

    private void WriteReasoning()
    {
        if (request.Reasoning is not { } reasoning)
        {
            return;
        }

        if (_vendor.NeverThinks)
        {
            notes.DropIf(!reasoning.IsOff, ChatField.Reasoning);
            return;
        }

        var (effort, summary) = (reasoning.ToEffort(), reasoning.Summary ?? (reasoning is { ShowsThoughts: true, IsOff: false } ? "auto" : null));
        if (effort is null && summary is null)
        {
            return;
        }

        json.WriteStartObject("reasoning"u8);
        if (effort is not null)
        {
            json.WriteString("effort"u8, effort == "max" ? "xhigh" : effort);
        }

        if (summary is not null)
        {
            json.WriteString("summary"u8, summary);
        }

        json.WriteEndObject();
    }

    private void WriteSampling()
    {
        if (request.Sampling.Temperature is { } temperature)
        {
            json.WriteNumber("temperature"u8, temperature);
        }

        if (request.Sampling.TopP is { } topP)
        {
            json.WriteNumber("top_p"u8, topP);
        }

        if (request.Sampling.TopLogProbs is { } top)
        {
            json.WriteNumber("top_logprobs"u8, top);
        }
    }

    private void WriteInclude()
    {
        // A model that does not reason refuses to give the cipher of its thoughts.
        var reasons = request.Reasoning is { IsOff: false }
            || request.Messages.Exists(static x => x.Parts.Exists(static y => y is RedactedThinkingPart or ThinkingPart { Signature: not null }));
        if (!reasons && request.Sampling.LogProbs != true)
        {
            return;
        }

        json.WriteStartArray("include"u8);
        if (reasons)
        {
            json.WriteStringValue("reasoning.encrypted_content"u8);
        }

        if (request.Sampling.LogProbs == true)
        {
            json.WriteStringValue("message.output_text.logprobs"u8);
        }

        json.WriteEndArray();
    }

    private void WriteHints()
    {
        if (request.EndUser is { } user)
        {
            json.WriteString("user"u8, user);
        }

        if (request.ServiceTier is "auto" or "default" or "flex" or "priority" or "scale")
        {
            json.WriteString("service_tier"u8, request.ServiceTier);
        }
        else if (request.ServiceTier is not null)
        {
            notes.Drop(ChatField.ServiceTier);
        }

        if (request.Metadata.Count > 0)
        {
            OpenAiMetadata.Write(json, request.Metadata);
        }

        if (_vendor.IsOpenAi)
        {
            OpenAiShared.Write(request, json, notes);
        }
    }

    /// <summary>What responses have no field for.</summary>
    private void NoteMissing()
    {
        var sampling = request.Sampling;
        notes.DropIf(sampling.TopK is not null, ChatField.TopK);
        notes.DropIf(sampling.FrequencyPenalty is not null, ChatField.FrequencyPenalty);
        notes.DropIf(sampling.PresencePenalty is not null, ChatField.PresencePenalty);
        notes.DropIf(sampling.Seed is not null, ChatField.Seed);
        notes.DropIf(sampling.LogitBias is not null, ChatField.LogitBias);
        notes.DropIf(request.Cache is not null, ChatField.CacheControl);
        if (sampling.Choices > 1)
        {
            notes.Refuse(ChatField.Choices, "The provider gives one answer to a call.");
        }

        if (request.Stop.Count > 0)
        {
            notes.Refuse(ChatField.Stop, "The provider takes no stop sequences.");
        }
    }
}
