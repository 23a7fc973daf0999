using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Metering;

/// <summary>
/// Images from images: a form with files, or JSON with their addresses (platform.openai.com/docs/api-reference/images/createEdit and
/// createVariation), billed as generated ones are.
/// </summary>
public sealed class ImageEditTests(MeteredHost host) : IClassFixture<MeteredHost>
{
    private const string Edits = "/v1/images/edits";
    private const string Usage = """{"total_tokens":100,"input_tokens":50,"output_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}""";
    private const long Cost = 2_450_000;

    private static readonly byte[] Picture = [.. Enumerable.Range(0, 5_000).Select(x => (byte)(x * 7))];

    [Fact]
    public async Task A_form_passes_byte_for_byte_but_for_the_model()
    {
        host.Play(Script.Json($$$"""{"created":1,"data":[{"b64_json":"A"}],"usage":{{{Usage}}}}"""));

        var (body, _, record) = await host.PostAsync(Edits, Form("openai/gpt-image-1", ("n", "1"), ("user", "ada")));

        var received = host.Provider.Requests[^1];
        Assert.Equal((Edits, Bytes("gpt-image-1", ("n", "1"), ("user", "ada"))), (received.Path, Encoding.Latin1.GetString(received.Body)));
        Assert.Equal("multipart/form-data; boundary=b0", received.Header("Content-Type"));
        Assert.Contains("\"b64_json\"", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        Assert.Equal(("image_edit", Cost, "images=1 image_input_tokens=40", "ada"), (record.Operation, record.CostNanos, record.Units, record.EndUser));
    }

    /// <summary>As browsers, curl and libraries spell the names of files and of parts.</summary>
    [Theory]
    [InlineData("name=\"image\"; filename=\"\u00FCn\u00EF \U0001F600.png\"")]
    [InlineData("name=\"image\"; filename=\"C:\\a.png\"")]
    [InlineData("name=\"image\"; filename=\"a\\\"b;c=d.png\"")]
    [InlineData("name=\"image\"; filename=\"a%22b.png\"")]
    [InlineData("name=\"image\"; filename=\"\"")]
    [InlineData("name=\"image\"; filename=a.png; filename*=utf-8''%C3%BC.png")]
    [InlineData("name=image;filename=a.png")]
    [InlineData("name=\"\u00FCn\u00EF\"")]
    [InlineData("filename=\"a.png\"; name=\"image[]\"")]
    public async Task Files_may_have_any_name(string parameters)
    {
        host.Play(Script.Json($$$"""{"created":1,"data":[{"b64_json":"A"}],"usage":{{{Usage}}}}"""));
        var form = $"--b0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nopenai/gpt-image-1\r\n--b0\r\nContent-Disposition: form-data; {parameters}\r\nContent-Type: image/png\r\n\r\nA\r\n--b0--\r\n";
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(form));
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b0");

        var (_, response, record) = await host.PostAsync(Edits, content);

        Assert.Equal((200, Cost), ((int)response.StatusCode, record.CostNanos));
        Assert.Equal(form.Replace("openai/", "", StringComparison.Ordinal), host.Provider.Requests[^1].BodyText);
    }

    [Fact]
    public async Task So_does_JSON()
    {
        host.Play(Script.Json("""{"created":1,"data":[{"url":"a"},{"url":"b"}]}"""));

        var (_, _, record) = await host.PostAsync(Edits, """{"model":"openai/dall-e-3","images":[{"image_url":"data:image/png;base64,AAAA"}],"prompt":"a hat","n":2}""");

        Assert.Equal("""{"model":"dall-e-3","images":[{"image_url":"data:image/png;base64,AAAA"}],"prompt":"a hat","n":2}""", host.Provider.Requests[^1].BodyText);
        Assert.Equal(("image_edit", 80_000_000L, "images=2", false), (record.Operation, record.CostNanos, record.Units, record.Estimated));
    }

    [Fact]
    public async Task Events_bring_the_tokens_of_each()
    {
        var completed = $$$"""data: {"type":"image_edit.completed","b64_json":"A","usage":{{{Usage}}}}{{{"\n\n"}}}""";
        string[] events = ["data: {\"type\":\"image_edit.partial_image\",\"b64_json\":\"A\",\"partial_image_index\":0}\n\n", completed, completed];
        host.Play(Script.Sse(events));

        var (body, _, record) = await host.PostAsync(Edits, Form("openai/gpt-image-1", ("stream", "true"), ("n", "2")));

        Assert.Equal(string.Concat(events), Encoding.UTF8.GetString(body));
        Assert.Equal((2 * Cost, "images=2 image_input_tokens=80", true), (record.CostNanos, record.Units, record.Streamed));
    }

    [Fact]
    public async Task Variations_are_billed_each()
    {
        host.Play(Script.Json("""{"created":1,"data":[{"url":"a"},{"url":"b"}]}"""));

        var (_, _, record) = await host.PostAsync("/v1/images/variations", Form("openai/dall-e-3", ("n", "2")));

        Assert.Equal("/v1/images/variations", host.Provider.Requests[^1].Path);
        Assert.Equal(("image_variation", 80_000_000L, "images=2"), (record.Operation, record.CostNanos, record.Units));
    }

    /// <summary>As Azure's clients ask: the model in the path, and none in the form.</summary>
    [Fact]
    public async Task A_deployment_in_the_path_is_put_into_the_form()
    {
        host.Play(Script.Json($$$"""{"created":1,"data":[{"b64_json":"A"}],"usage":{{{Usage}}}}"""));

        var (_, _, record) = await host.PostAsync("/openai/deployments/openai%2Fgpt-image-1/images/edits?api-version=2025-04-01-preview", Form(null, ("prompt", "a hat")));

        Assert.StartsWith("--b0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ngpt-image-1\r\n", Encoding.Latin1.GetString(host.Provider.Requests[^1].Body), StringComparison.Ordinal);
        Assert.Equal((Edits, Cost), (host.Provider.Requests[^1].Path, record.CostNanos));
    }

    /// <summary>The number is what is held for: nothing in a form may say another than the one that was read.</summary>
    [Theory]
    [InlineData("n", "0")]
    [InlineData("n", "129")]
    [InlineData("n", "1e1")]
    [InlineData("n", " 2")]
    [InlineData("n", "")]
    [InlineData("N", "2")]
    [InlineData("n ", "2")]
    [InlineData("Batch_\u017fize", "4")]
    [InlineData("user", "TOO LONG")]
    public async Task What_could_be_read_in_two_ways_is_refused(string name, string value)
    {
        var before = host.Provider.Requests.Count;

        var (body, _, record) = await host.PostAsync(Edits, Form("openai/dall-e-3", (name, value == "TOO LONG" ? new string('x', 513) : value)));

        Assert.Equal((400, before), (record.Status, host.Provider.Requests.Count));
        Assert.Contains("invalid_request", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_stands_twice_is_refused()
    {
        foreach (var name in (string[])["n", "prompt", "stream", "batch_size"])
        {
            var (_, _, record) = await host.PostAsync(Edits, Form("openai/dall-e-3", (name, "1"), (name, "1")));
            Assert.Equal(400, record.Status);
        }
    }

    [Theory]
    [InlineData("/v1/images/edits", "groq/m", 400)]
    [InlineData("/v1/images/variations", "mistral/m", 400)]
    [InlineData("/v1/images/edits", "openai/forbidden", 403)]
    public async Task Who_does_not_have_it_is_not_asked(string path, string model, int status)
    {
        var before = host.Provider.Requests.Count;
        using var client = host.Host.CreateClient(await host.Host.AddKeyAsync("edits" + status + model.Length, "openai/gpt-*", "groq/*", "mistral/*"));
        using var form = Form(model);

        using var response = await client.PostAsync(path, form, TestContext.Current.CancellationToken);

        Assert.Equal((status, before), ((int)response.StatusCode, host.Provider.Requests.Count));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Another_type_of_body_is_refused(string type)
    {
        using var content = new StringContent("{}");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        var (_, response, record) = await host.PostAsync(Edits, content);

        Assert.Equal((400, UsageOutcome.Refused), ((int)response.StatusCode, record.Outcome));
    }

    private static ByteArrayContent Form(string? model, params (string Name, string Value)[] fields)
    {
        var content = new ByteArrayContent(Encoding.Latin1.GetBytes(Bytes(model, fields)));
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b0");
        return content;
    }

    private static string Bytes(string? model, params (string Name, string Value)[] fields)
    {
        var parts = fields.Select(x => $"--b0\r\nContent-Disposition: form-data; name=\"{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(x.Name))}\"\r\n\r\n{x.Value}\r\n");
        var named = model is null ? "" : $"--b0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n";
        return $"{named}{string.Concat(parts)}--b0\r\nContent-Disposition: form-data; name=\"image[]\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n{Encoding.Latin1.GetString(Picture)}\r\n--b0--\r\n";
    }
}
