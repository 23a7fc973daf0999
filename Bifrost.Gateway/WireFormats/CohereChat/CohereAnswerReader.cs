using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>Reads a whole answer of <c>/v2/chat</c> (docs.cohere.com/reference/chat).</summary>
internal static class CohereAnswerReader
{
    public static bool TryRead(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        if (Parse(body) is not { } root || JsonValue.Field(root, "message") is not { ValueKind: JsonValueKind.Object } message)
        {
            return false;
        }

        sink.Start(JsonValue.Text(root, "id"), null, null);
        var (next, texts) = (0, new List<(int Content, int Part)>());
        TellContent(message, sink, ref next, texts);
        if (JsonValue.Text(message, "tool_plan") is { Length: > 0 } plan)
        {
            texts.Add((-1, next));
            Tell(new AnswerPart(next++, AnswerPartKind.Text), plan, sink);
        }

        TellCitations(message, texts, sink);
        var called = TellCalls(message, sink, ref next);
        if (JsonValue.Field(root, "logprobs") is { } logProbs)
        {
            CohereLogProbs.Tell(logProbs, sink);
        }

        Conclude(root, called, sink);
        return true;
    }

    /// <summary>The end of an answer: its cost, and why it ended or failed.</summary>
    /// <returns>It ended well.</returns>
    public static bool Conclude(JsonElement end, bool called, IAnswerSink sink)
    {
        if (JsonValue.Field(end, "usage") is { } usage && CohereUsage.Read(usage) is { } tokens)
        {
            sink.Usage(tokens);
        }

        var reason = JsonValue.Text(end, "finish_reason");
        if (CohereNames.Finish(reason, called) is { } finish)
        {
            sink.Finish(finish, null);
            return true;
        }

        sink.Fail(reason, JsonValue.Text(end, "error") ?? "The provider could not finish its answer.");
        return false;
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
            var root = JsonElement.ParseValue(ref reader);
            return reader.Read() ? null : root;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void TellContent(JsonElement message, IAnswerSink sink, ref int next, List<(int Content, int Part)> texts)
    {
        if (JsonValue.Text(message, "content") is { } text)
        {
            texts.Add((0, next));
            Tell(new AnswerPart(next++, AnswerPartKind.Text), text, sink);
        }

        var content = 0;
        foreach (var part in JsonValue.Items(message, "content"))
        {
            if (JsonValue.Text(part, "thinking") is { } thought)
            {
                Tell(new AnswerPart(next++, AnswerPartKind.Thinking), thought, sink);
            }
            else if (JsonValue.Text(part, "text") is { } words)
            {
                texts.Add((content, next));
                Tell(new AnswerPart(next++, AnswerPartKind.Text), words, sink);
            }

            content++;
        }
    }

    private static void TellCitations(JsonElement message, List<(int Content, int Part)> texts, IAnswerSink sink)
    {
        if (texts.Count == 0)
        {
            return;
        }

        var parts = new Dictionary<long, int>();
        texts.ForEach(x => parts.TryAdd(x.Content, x.Part));
        foreach (var citation in JsonValue.Items(message, "citations"))
        {
            var cited = JsonValue.Whole(citation, "content_index") is { } content && parts.TryGetValue(content, out var part) ? part : texts[0].Part;
            foreach (var one in CohereCitations.Read(citation))
            {
                sink.Cite(cited, one);
            }
        }
    }

    private static bool TellCalls(JsonElement message, IAnswerSink sink, ref int next)
    {
        var called = false;
        foreach (var call in JsonValue.Items(message, "tool_calls"))
        {
            if (JsonValue.Field(call, "function") is not { } function || JsonValue.Text(function, "name") is not { } name)
            {
                continue;
            }

            called = true;
            var id = JsonValue.Text(call, "id") is { Length: > 0 } own ? own : $"call_{Guid.NewGuid():N}";
            Tell(new AnswerPart(next++, AnswerPartKind.ToolCall) { Id = id, Name = name }, JsonValue.Text(function, "arguments") ?? "", sink);
        }

        return called;
    }

    private static void Tell(in AnswerPart part, string text, IAnswerSink sink)
    {
        sink.BeginPart(part);
        if (text.Length > 0)
        {
            sink.Delta(part.Index, Encoding.UTF8.GetBytes(text));
        }

        sink.EndPart(part.Index);
    }
}
