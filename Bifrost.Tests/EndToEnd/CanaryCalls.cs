using System.Net.Http.Headers;
using System.Text;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Calls that carry one word wherever callers' words can be: messages, tools, unknown fields, forms, errors, refusals.</summary>
internal static class CanaryCalls
{
    /// <summary>The word, which nobody would write by chance and which has the form of a provider's error code.</summary>
    public const string Word = "canary_qxzjvk_of_the_prompt";

    private const string Everywhere = $$"""
        "messages":[
          {"role":"system","content":"{{Word}} system"},
          {"role":"user","name":"{{Word}}","content":[{"type":"text","text":"{{Word}} user"},{"type":"image_url","image_url":{"url":"https://example.com/{{Word}}.png"} }]},
          {"role":"assistant","tool_calls":[{"id":"{{Word}}","type":"function","function":{"name":"f","arguments":"{\"city\":\"{{Word}}\"}"} }]},
          {"role":"tool","tool_call_id":"{{Word}}","content":"{{Word}} tool"}],
        "tools":[{"type":"function","function":{"name":"f","description":"{{Word}}","parameters":{"type":"object","properties":{"{{Word}}":{"type":"string"} } } } }],
        "metadata":{"{{Word}}":"{{Word}}"},"unknown_{{Word}}":"{{Word}}","stop":["{{Word}}"]
        """;

    public static string Chat(bool stream = false, string model = GatewayCaller.Model) => $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},{{Everywhere}}}""";

    /// <summary>Teaches the provider to quote the word in whatever it says.</summary>
    public static void Script(FakeProvider provider)
    {
        provider.TextOf = _ => $"The answer is {Word}, said twice: {Word}";
        provider.On(x => x.Header("openai-beta") is { } kind && kind.StartsWith("bad", StringComparison.Ordinal), x => x.Header("openai-beta") switch
        {
            "bad-request" => Testing.Script.Error(400, $"Your prompt “{Word}” is wrong.", "invalid_request_error", Word),
            "bad-server" => Testing.Script.Error(500, $"Failed at “{Word}”.", Word, null).Header("x-debug", Word),
            "bad-shape" => Testing.Script.Json($$"""{"detail":[{"msg":"{{Word}}","input":"{{Word}}"}]}""", 422),
            "bad-html" => new Script().Status(502).ContentType("text/html").Chunk($"<html>{Word}</html>"),
            "bad-json" => Testing.Script.Json($"{{\"choices\":[{{\"message\":\"{Word}"),
            _ => Testing.Script.Sse($"data: {{\"id\":\"{Word}\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{Word}\"}}}}]}}\n\n", $"data: {{\"error\":{{\"message\":\"{Word}\",\"type\":\"{Word}\",\"code\":\"{Word}\"}}}}\n\n"),
        });
    }

    /// <summary>Makes every call as this key; returns the statuses, in order.</summary>
    public static async Task<IReadOnlyList<int>> MakeAsync(BifrostProcess bifrost, string key)
    {
        using var client = bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Cookie", $"{Word}={Word}");
        client.DefaultRequestHeaders.TryAddWithoutValidation("x-custom", Word);
        var statuses = new List<int>
        {
            await SendAsync(client, "chat/completions", Json(Chat())),
            await SendAsync(client, "chat/completions", Json(Chat(stream: true))),
            await SendAsync(client, "responses", Json($$"""{"model":"fake/gpt-4o","instructions":"{{Word}}","input":"{{Word}}","stream":true}""")),
            await SendAsync(client, "embeddings", Json($$"""{"model":"fake/text-embedding-3-small","input":["{{Word}}"]}""")),
            await SendAsync(client, "audio/transcriptions", Form()),
        };
        foreach (var kind in new[] { "bad-request", "bad-server", "bad-shape", "bad-html", "bad-json", "bad-stream" })
        {
            statuses.Add(await SendAsync(client, "chat/completions", Json(Chat(stream: kind == "bad-stream")), kind));
        }

        return statuses;
    }

    /// <summary>Calls that the gateway itself refuses, each for another reason.</summary>
    public static async Task<IReadOnlyList<int>> MakeRefusedAsync(BifrostProcess bifrost, string key)
    {
        using var client = bifrost.CreateClient();
        var wrongKey = key[..^1] + (key[^1] == 'A' ? 'B' : 'A');
        var statuses = new List<int> { await SendAsync(client, $"chat/completions?key={wrongKey}&q={Word}", Json(Chat())) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("x-api-key", key);
        statuses.AddRange(
        [
            await SendAsync(client, "chat/completions", Json($$"""{"model":"fake/gpt-4o","messages":"{{Word}}","messages":1,"{{Word}}":{{Word}}}""")),
            await SendAsync(client, "chat/completions", Json(Chat(model: ""))),
            await SendAsync(client, "responses", Json($$"""{"model":"fake/gpt-4o","input":"{{Word}}","background":true}""")),
            await SendAsync(client, "audio/transcriptions", Json(Chat())),
            await SendAsync(client, $"{Word}?key={key}", Json(Chat())),
            await SendAsync(client, $"files/{Word}", Json(Chat())),
        ]);
        return statuses;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static MultipartFormDataContent Form()
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes($"RIFF {Word}"));
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        return new MultipartFormDataContent
        {
            { new StringContent("fake/whisper-1"), "model" },
            { new StringContent(Word), "prompt" },
            { file, "file", $"{Word}.wav" },
        };
    }

    private static async Task<int> SendAsync(HttpClient client, string path, HttpContent body, string? kind = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/" + path) { Content = body };
        if (kind is not null) request.Headers.Add("openai-beta", kind);
        using var response = await client.SendAsync(request);
        try
        {
            await response.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            // A broken stream: its record is what counts here.
        }

        return (int)response.StatusCode;
    }
}
