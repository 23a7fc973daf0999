using System.Text;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>A field that says something of a message, a block or a list that is not there: it is carried elsewhere or named, never lost.</summary>
public sealed class CarrierlessFieldTests
{
    [Theory]
    [InlineData("cohere_chat", """{"model":"m","messages":[{"role":"system","content":"s"},{"role":"assistant","content":"a"}],"documents":[{"data":{"text":"the words"}}],"citation_options":{"mode":"ENABLED"}}""", "System|User file:the words!|Assistant")]
    [InlineData("cohere_chat", """{"model":"m","messages":[{"role":"system","content":"s"}],"documents":["the words"],"citation_options":{"mode":"OFF"}}""", "System|User file:the words")]
    [InlineData("cohere_chat", """{"model":"m","messages":[{"role":"user","content":"u"}],"documents":[{"id":"1","data":{"text":"t","title":"n","url":"u"}}]}""", """User file:{"text":"t","title":"n","url":"u"}!""")]
    [InlineData("openai_chat", """{"model":"m","messages":[{"role":"user","content":"u"},{"role":"assistant","content":null,"cache_control":{"type":"ephemeral"},"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}]}""", "User|Assistant kept")]
    [InlineData("bedrock_converse", """{"messages":[{"role":"user","content":[{"text":"u"}]},{"role":"assistant","content":[{"cachePoint":{"type":"default"}},{"text":"a"}]}]}""", "User kept|Assistant")]
    public void What_has_no_message_of_its_own_is_carried_by_another(string dialect, string body, string messages)
    {
        using var request = Read(dialect, body);

        Assert.Equal(messages, string.Join('|', request.Messages.Select(Line)));
        Assert.Empty(request.Others);
    }

    [Theory]
    [InlineData("cohere_chat", """{"model":"m","messages":[{"role":"user","content":"u"}],"citation_options":{"mode":"ENABLED"}}""", "citation_options")]
    [InlineData("cohere_chat", """{"model":"m","messages":[{"role":"user","content":"u"}],"documents":["d"],"citation_options":{"mode":"FAST"}}""", "citation_options")]
    [InlineData("cohere_chat", """{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}],"citations":[{"start":0,"end":1,"text":"x","sources":[]}]}]}""", "messages[0].citations[0]")]
    [InlineData("cohere_chat", """{"model":"m","messages":[{"role":"user","content":"u","tool_plan":"p"}]}""", "messages[0].tool_plan")]
    [InlineData("openai_chat", """{"model":"m","messages":[{"role":"assistant","content":null,"cache_control":{"type":"ephemeral"}}]}""", "messages[0].cache_control")]
    [InlineData("openai_responses", """{"model":"m","input":[{"type":"reasoning","id":"rs_1","summary":[]},{"role":"user","content":"u"}]}""", "input[0]")]
    [InlineData("anthropic_messages", """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"u"}],"thinking":{"type":"disabled"},"output_config":{"effort":"low"}}""", "output_config.effort")]
    [InlineData("bedrock_converse", """{"system":[{"cachePoint":{"type":"default"}},{"text":"s"}],"messages":[{"role":"user","content":[{"text":"u"}]}]}""", "system[0].cachePoint")]
    [InlineData("gemini", """{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="},"thoughtSignature":"c2ln"}]}]}""", "contents[0].parts[0].thoughtSignature")]
    [InlineData("ollama_chat", """{"model":"m","messages":[{"role":"tool","content":"r","tool_name":"f","thinking":"t"}]}""", "messages[0].thinking")]
    public void What_nothing_can_carry_is_named(string dialect, string body, string named)
    {
        using var request = Read(dialect, body);

        Assert.Equal([named], request.Others.Select(x => x.Key));
    }

    [Fact]
    public void Results_of_functions_among_the_systems_words_are_refused_and_not_lost()
    {
        const string Body = """{"systemInstruction":{"parts":[{"functionResponse":{"name":"f","response":{"a":1}}}]},"contents":[{"parts":[{"text":"u"}]}]}""";

        Assert.False(Format("gemini").TryReadRequest(Encoding.UTF8.GetBytes(Body), new CallShape("m", false), out _, out var error));
        Assert.Contains("systemInstruction", error.Message, StringComparison.Ordinal);
    }

    private static string Line(ChatMessage message) =>
        $"{message.Role}{string.Concat(message.Parts.OfType<FilePart>().Select(x => $" file:{x.Source.Text}{(x.WantsCitations ? "!" : "")}"))}{(message.Parts.Exists(x => x.Cache is not null) ? " kept" : "")}";

    private static ChatRequest Read(string dialect, string body)
    {
        Assert.True(Format(dialect).TryReadRequest(Encoding.UTF8.GetBytes(body), new CallShape("m", false), out var request, out var error), error.Message);
        return request;
    }

    private static IWireFormat Format(string name) => WireFormatCatalog.All.First(x => x.Name == name);
}
