using System.Text.Json.Nodes;

namespace Bifrost.Tests.Testing;

/// <summary>A chat completion stream in OpenAI's shape whose every line end, usage and ending a test may bend.</summary>
public sealed record ChatStream
{
    /// <summary>The deltas; each is one event and counts as one output token in the ledger.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    public string Model { get; init; } = "gpt-4o-mini";

    public string Id { get; init; } = "chatcmpl-fake";

    public string FinishReason { get; init; } = "stop";

    /// <summary>The truth, and what the usage chunk says unless <see cref="UsageJson"/> lies.</summary>
    public TrueUsage? Usage { get; init; }

    /// <summary>Whether a usage chunk ends the stream (the caller asked with <c>include_usage</c>).</summary>
    public bool IncludeUsage { get; init; } = true;

    /// <summary>The <c>usage</c> member as raw JSON, true or not; null = from <see cref="Usage"/>.</summary>
    public string? UsageJson { get; init; }

    /// <summary>A line end: <c>\n</c>, <c>\r\n</c> or <c>\r</c>.</summary>
    public string LineEnd { get; init; } = "\n";

    /// <summary>Whether <c>[DONE]</c> ends the stream.</summary>
    public bool Done { get; init; } = true;

    /// <summary>A tool call that is streamed in place of words; its arguments in pieces.</summary>
    public (string Id, string Name, IReadOnlyList<string> Arguments)? ToolCall { get; init; }

    /// <summary>A stream that says these words and reports this usage (default 12 in, one out a word).</summary>
    public static ChatStream Of(string text, TrueUsage? usage = null)
    {
        var words = Split(text);
        return new ChatStream { Words = words, Usage = usage ?? new TrueUsage(12, words.Count) };
    }

    /// <summary>The events, each with its blank line: role, words or tool call, finish, usage, <c>[DONE]</c>.</summary>
    public IReadOnlyList<string> Events()
    {
        var events = new List<string> { Event(Delta(new JsonObject { ["role"] = "assistant", ["content"] = ToolCall is null ? "" : null, ["refusal"] = null })) };
        if (ToolCall is { } call) events.AddRange(ToolEvents(call));
        else events.AddRange(Words.Select(w => Event(Delta(new JsonObject { ["content"] = w }))));
        events.Add(Event(Delta([], FinishReason)));
        if (IncludeUsage) events.Add(Event(UsageChunk()));
        if (Done) events.Add($"data: [DONE]{LineEnd}{LineEnd}");
        return events;
    }

    /// <summary>Words with the space before them, as tokenizers cut.</summary>
    internal static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] != ' ') continue;
            words.Add(text[start..at]);
            start = at;
        }

        if (start < text.Length) words.Add(text[start..]);
        return words;
    }

    private IEnumerable<string> ToolEvents((string Id, string Name, IReadOnlyList<string> Arguments) call)
    {
        var opening = OpenAiShapes.ToolCall(call.Id, call.Name, "");
        opening.Insert(0, "index", 0);
        yield return Event(Delta(new JsonObject { ["tool_calls"] = new JsonArray(opening) }));
        foreach (var piece in call.Arguments)
        {
            var part = new JsonObject { ["index"] = 0, ["function"] = new JsonObject { ["arguments"] = piece } };
            yield return Event(Delta(new JsonObject { ["tool_calls"] = new JsonArray(part) }));
        }
    }

    private string Event(JsonObject chunk) => $"data: {OpenAiShapes.Text(chunk)}{LineEnd}{LineEnd}";

    private JsonObject Delta(JsonObject delta, string? finishReason = null)
    {
        var choice = new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finishReason };
        var chunk = Chunk(new JsonArray(choice));
        if (IncludeUsage) chunk["usage"] = null;
        return chunk;
    }

    private JsonObject UsageChunk()
    {
        var chunk = Chunk([]);
        chunk["usage"] = UsageJson is null ? OpenAiShapes.ChatUsage(Usage ?? TrueUsage.None) : JsonNode.Parse(UsageJson);
        return chunk;
    }

    private JsonObject Chunk(JsonArray choices) => new()
    {
        ["id"] = Id,
        ["object"] = "chat.completion.chunk",
        ["created"] = OpenAiShapes.Created,
        ["model"] = Model,
        ["service_tier"] = "default",
        ["system_fingerprint"] = "fp_fake",
        ["choices"] = choices,
    };
}
