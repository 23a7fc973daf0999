using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bifrost.Tests.Gateway.Dialects.Sessions;

/// <summary>
/// A coding agent as its vendor's server sees it: what it sends each turn, and what it keeps of the stream that it gets. Written
/// from the agents' own sources, on raw JSON, without a line of the gateway's readers and writers.
/// </summary>
internal abstract class AgentSession(string model)
{
    protected string Model => model;

    /// <summary>With the query that the agent sends.</summary>
    public abstract string Path { get; }

    public abstract (string Name, string Value)[] Headers { get; }

    /// <summary>The tools that its provider must know of, in order.</summary>
    public virtual IEnumerable<string> Tools => ["Read", "Grep"];

    /// <summary>The second of the calls that a turn makes; the first is <c>Read</c>.</summary>
    public virtual (string Name, string Arguments) SecondCall(int turn) => ("Grep", Arguments(turn, 1));

    /// <summary>What the provider's dialect cannot be told, at least.</summary>
    public virtual IEnumerable<string> Dropped => [];

    /// <summary>The next turn's body.</summary>
    public abstract JsonObject Body();

    public abstract void Say(string text);

    /// <summary>Takes the stream into the history; returns the calls in it, by id and name.</summary>
    public abstract IReadOnlyList<(string Id, string Name)> Take(string stream);

    /// <summary>What the tools gave for the calls of the last stream, all in one message.</summary>
    public abstract void Answer(IEnumerable<(string Id, string Name, string Result)> results);

    /// <summary>Of a call of a tool with the parameters that both tools have.</summary>
    public static string Arguments(int turn, int call) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"path":"src/ü{{turn}}.cs","line":{{call}}}""");

    /// <summary>The data of the events of a stream, in order; <c>[DONE]</c> is none.</summary>
    protected static IEnumerable<JsonObject> Events(string stream) =>
        stream.Split('\n').Where(x => x.StartsWith("data: {", StringComparison.Ordinal)).Select(x => JsonNode.Parse(x["data: ".Length..])!.AsObject());

    protected static JsonNode Json(string text) => JsonNode.Parse(text)!;

    /// <summary>The parameters that both tools of these sessions have.</summary>
    protected static JsonNode Parameters() =>
        Json("""{"type":"object","properties":{"path":{"type":"string","description":"Of the file"},"line":{"type":"integer"}},"required":["path"]}""");

    protected static T Copy<T>(T node)
        where T : JsonNode => (T)node.DeepClone();

    protected static string Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
