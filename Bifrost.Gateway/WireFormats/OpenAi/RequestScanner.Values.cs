using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Values of the fields that are read.</summary>
internal ref partial struct RequestScanner
{
    private bool ReadValue(RequestField field, int start)
    {
        switch (field)
        {
            case RequestField.Model:
                return ReadModel(start);
            case RequestField.Stream:
                return ReadFlag("stream", out var stream) && (_scan.Stream = stream) | true;
            case RequestField.Background:
                return ReadFlag("background", out var background) && (_scan.Background = background) | true;
            case RequestField.StreamOptions:
                return ReadStreamOptions(start);
            case RequestField.MaxTokens or RequestField.MaxCompletionTokens or RequestField.MaxOutputTokens:
                return ReadCap(field);
            case RequestField.N:
                return ReadCount("n", 1, MaxChoices, out var n) && Keep(_scan.Choices = n ?? 1);
            case RequestField.Temperature:
                return ReadTemperature();
            case RequestField.User:
                return ReadText("user", MaxUserLength, out var user) && Keep(_scan.User = user);
            case RequestField.SafetyIdentifier:
                return ReadText("safety_identifier", MaxUserLength, out var person) && Keep(_scan.SafetyIdentifier = person);
            case RequestField.ServiceTier:
                return ReadText("service_tier", MaxTierLength, out var tier) && Keep(_scan.ServiceTier = tier);
            case RequestField.Modalities:
                return ReadModalities();
            case RequestField.Messages or RequestField.Input or RequestField.Prompt or RequestField.Instructions or RequestField.Suffix:
                return ReadContent(field);
            case RequestField.Models or RequestField.Fallbacks:
                return ReadFurtherModels(field);
            default:
                return ReadRest(field, start);
        }
    }

    private bool ReadRest(RequestField field, int start)
    {
        switch (field)
        {
            case RequestField.Tools or RequestField.Functions:
                return ReadTools(field, start);
            case RequestField.BestOf:
                return ReadCount("best_of", 1, MaxChoices, out var best) && Keep(_scan.BestOf = best ?? 1);
            case RequestField.ResponseFormat or RequestField.Text:
                return SkipText(start) && Keep(_scan.HasSchema |= NamesSchema(_body[start..(int)_reader.BytesConsumed]));
            case RequestField.Prediction:
                var isThere = _reader.TokenType != JsonTokenType.Null;
                _reader.Skip();
                return Keep(_scan.PredictionBytes = isThere ? _reader.BytesConsumed - start : 0);
            case RequestField.ReasoningEffort or RequestField.Reasoning or RequestField.Thinking:
                _scan.AsksForReasoning |= ThinkingField.IsOn(_reader);
                NoteThinking(_reader);
                _reader.Skip();
                return true;
            case RequestField.ChatTemplateKwargs or RequestField.ExtraBody:
                _scan.AsksForReasoning |= field == RequestField.ChatTemplateKwargs && _reader.TokenType != JsonTokenType.StartObject && ThinkingField.IsOn(_reader);
                return ReadOther(start, field);
            case RequestField.Metadata or RequestField.LogitBias or RequestField.Audio:
                _reader.Skip();
                return true;
            case >= RequestField.PreviousResponseId:
                _scan.IsOpenEnded |= _reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                return ReadOther(start);
            default:
                return ReadOther(start);
        }
    }

    private static bool Keep<T>(T _) => true;

    private readonly void NoteThinking(Utf8JsonReader value) => _scan.ThinkingTokens = Math.Max(_scan.ThinkingTokens, ThinkingField.MostIn(value));

    private static bool NamesSchema(ReadOnlySpan<byte> format) => format.IndexOf("json_"u8) >= 0 || format.Contains((byte)'\\');

    /// <summary>Models to fall back to: they would pass the lists, limits and prices of models, all of which know only the one.</summary>
    private bool ReadFurtherModels(RequestField field) =>
        _reader.TokenType == JsonTokenType.Null
        || Refuse(RequestFieldNames.Of(field), "Models to fall back to are not supported here: name one in 'model'.");

    /// <summary>Text that the gateway does not read, but that becomes input tokens.</summary>
    private bool SkipText(int start)
    {
        _reader.Skip();
        _scan.RawBytes += _reader.BytesConsumed - start;
        return true;
    }

    /// <summary>Descriptions of tools are text. A tool that the provider runs adds what it finds to the input, as much as it likes.</summary>
    private bool ReadTools(RequestField field, int start)
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            var isThere = _reader.TokenType != JsonTokenType.Null;
            _scan.HasTools |= isThere;
            _scan.HasHostedTools |= isThere;
            return SkipText(start);
        }

        _scan.HasTools = true;
        var depth = _reader.CurrentDepth;
        var hasKind = false;
        while (_reader.Read() && _reader.CurrentDepth > depth)
        {
            if (_reader.CurrentDepth == depth + 1)
            {
                // Each is an object that says its kind; a legacy function need not.
                _scan.HasHostedTools |= _reader.TokenType == JsonTokenType.EndObject ? !hasKind : _reader.TokenType != JsonTokenType.StartObject;
                hasKind = field == RequestField.Functions;
            }
            else if (_reader.TokenType == JsonTokenType.PropertyName && _reader.CurrentDepth == depth + 2 && IsKind())
            {
                _reader.Read();
                hasKind = true;
                _scan.HasHostedTools |= _reader.TokenType != JsonTokenType.String || !ContentNames.RunsAtTheCaller(_reader.ValueSpan);
                AddSchema();
            }
            else if (_reader.TokenType == JsonTokenType.PropertyName && IsKind())
            {
                // Of a tool within a namespace.
                _reader.Read();
                AddSchema();
            }
        }

        _scan.RawBytes += _reader.BytesConsumed - start;
        return true;
    }

    /// <summary>In translation a custom tool is told by a schema.</summary>
    private readonly void AddSchema() =>
        _scan.RawBytes += _reader.TokenType == JsonTokenType.String && JsonText.Is(_reader, "custom"u8) ? CustomTools.SchemaBytes : 0;

    private readonly bool IsKind()
    {
        Span<byte> buffer = stackalloc byte[FieldSpelling.Longest];
        return FieldSpelling.Fold(_reader.ValueSpan, _reader.ValueIsEscaped, buffer, out _).SequenceEqual("type"u8);
    }

    private bool ReadModel(int start)
    {
        if (_reader.TokenType != JsonTokenType.String)
        {
            return Refuse("model", "The model must be a string.");
        }

        if (!JsonText.TryDecode(ref _reader, out var model))
        {
            return Refuse("model", "The model's name is not valid Unicode text.");
        }

        _scan.Model = model;
        _scan.ModelToken = new JsonRange(start, _reader.ValueSpan.Length + 2);

        // Azure's own samples send an empty one beside the deployment.
        return (model.Length == 0 && _pathNamesModel) || ModelName.Complaint(model) is not { } complaint || Refuse("model", complaint);
    }

    private bool ReadFlag(string name, out bool value)
    {
        value = _reader.TokenType == JsonTokenType.True;
        return _reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null
            || Refuse(name, $"'{name}' must be true or false.");
    }

    private bool ReadCap(RequestField field)
    {
        _scan.NamedCaps |= field switch
        {
            RequestField.MaxTokens => OutputCaps.MaxTokens,
            RequestField.MaxCompletionTokens => OutputCaps.MaxCompletionTokens,
            _ => OutputCaps.MaxOutputTokens,
        };
        return ReadCount(RequestFieldNames.Of(field), 0, int.MaxValue, out var max) && field switch
        {
            RequestField.MaxTokens => Keep(_scan.MaxTokens = max),
            RequestField.MaxCompletionTokens => Keep(_scan.MaxCompletionTokens = max),
            _ => Keep(_scan.MaxOutputTokens = max),
        };
    }

    private bool ReadCount(string name, int min, int max, out int? value)
    {
        value = null;
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_reader.TokenType == JsonTokenType.Number && JsonInteger.TryRead(ref _reader, out var number)
            && number >= min && number <= max)
        {
            value = number;
            return true;
        }

        return Refuse(name, $"'{name}' must be a whole number from {min} to {max}.");
    }

    private bool ReadTemperature()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetDouble(out var value) || !double.IsFinite(value))
        {
            return Refuse("temperature", "'temperature' must be a finite number.");
        }

        _scan.Temperature = value;
        return true;
    }

    private bool ReadModalities()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            return Refuse("modalities", "'modalities' must be an array of strings.");
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.String)
        {
            var (audio, image) = (JsonText.Is(_reader, "audio"u8), JsonText.Is(_reader, "image"u8));
            _scan.AsksForAudio |= audio;
            _scan.AsksForImages |= image;
            _scan.IsOpenEnded |= !audio && !image && !JsonText.Is(_reader, "text"u8);
        }

        return _reader.TokenType == JsonTokenType.EndArray
            || Refuse("modalities", "'modalities' must be an array of strings.");
    }
}
