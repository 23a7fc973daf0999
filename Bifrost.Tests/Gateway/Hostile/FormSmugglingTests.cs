using System.Text;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>
/// Forms in which the gateway and a provider could read different models: what a key may use, and what is priced, is decided by the one
/// that the gateway reads, so each is refused and nothing is sent.
/// </summary>
public sealed class FormSmugglingTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    private const string Path = "/v1/audio/transcriptions";
    private const string Form = "multipart/form-data; boundary=b";
    private const string Model = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nfake/whisper-1\r\n";
    private const string Dearer = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ndearer\r\n";
    private const string File = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n";

    public static TheoryData<string, string, string> Forms() => new()
    {
        { "an end within a line", Form, Model + File + "RIFF--b--x\r\n" + Dearer + "--b--\r\n" },
        { "an end within a line of a text", Form, Model + "--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nx--b--\r\n" + Dearer + "--b--\r\n" },
        { "a part within a line", Form, File + "RIFF--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nfake/whisper-1\r\n--bx\r\n" + Dearer.Replace("name=\"model\"", "name*=UTF-8''model", StringComparison.Ordinal) + "--b--\r\n" },
        { "a boundary that goes on", Form, Model + File + "RIFF\r\n--bc--\r\n" + Dearer + "--b--\r\n" },
        { "an end that goes on", Form, Model + File + "RIFF\r\n--b--c\r\n" + Dearer + "--b--\r\n" },
        { "parts after the end", Form, Model + File + "RIFF\r\n--b--\r\n" + Dearer + "--b--\r\n" },
        { "an end after a lone line feed", Form, Model + File + "RIFF\n--b--\r\n" + Dearer + "--b--\r\n" },
        { "parts before the first", Form, "x--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nfake/whisper-1\r\n" + Dearer.Replace("name=\"model\"", "name*=UTF-8''model", StringComparison.Ordinal) + "--b--\r\n" },
        { "two boundaries", "multipart/form-data; boundary=b; boundary=c", Model + File + "RIFF\r\n--b--\r\n" + ("--c" + Dearer[3..]) + "--c--\r\n" },
        { "two boundaries in two cases", "multipart/form-data; boundary=b; BOUNDARY=c", Model + File + "RIFF\r\n--b--\r\n" + ("--c" + Dearer[3..]) + "--c--\r\n" },
        { "an encoded boundary", "multipart/form-data; boundary=b; boundary*=UTF-8''c", Model + File + "RIFF\r\n--b--\r\n" + ("--c" + Dearer[3..]) + "--c--\r\n" },
        { "a name in another case", Form, Model + Dearer.Replace("model", "Model", StringComparison.Ordinal) + "--b--\r\n" },
        { "an encoded name", Form, Model + Dearer.Replace("name=\"model\"", "name*=UTF-8''model", StringComparison.Ordinal) + "--b--\r\n" },
        { "an encoded name beside a plain one", Form, Model + Dearer.Replace("name=\"model\"", "name=\"x\"; name*=UTF-8''model", StringComparison.Ordinal) + "--b--\r\n" },
        { "two names", Form, Model + Dearer.Replace("name=\"model\"", "name=\"x\"; name=\"model\"", StringComparison.Ordinal) + "--b--\r\n" },
        { "two dispositions", Form, Model + Dearer.Replace("Content-Disposition: form-data; name=\"model\"", "Content-Disposition: form-data; name=\"x\"\r\nContent-Disposition: form-data; name=\"model\"", StringComparison.Ordinal) + "--b--\r\n" },
        { "a blank before the colon", Form, Model + Dearer.Replace("Disposition:", "Disposition :", StringComparison.Ordinal) + "--b--\r\n" },
        { "a folded line", Form, Model + Dearer.Replace("form-data; name", "form-data;\r\n name", StringComparison.Ordinal) + "--b--\r\n" },
        { "lone line feeds", Form, Model + Dearer.Replace("Content-Disposition: form-data", "X: y\nContent-Disposition: form-data", StringComparison.Ordinal) + "--b--\r\n" },
        { "an escape in the name", Form, Model + Dearer.Replace("\"model\"", "\"mo\\del\"", StringComparison.Ordinal) + "--b--\r\n" },
        { "a percent in the name", Form, Model + Dearer.Replace("\"model\"", "\"%6dodel\"", StringComparison.Ordinal) + "--b--\r\n" },
        { "an encoding of the value", Form, Model.Replace("\r\n\r\nfake", "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nfake", StringComparison.Ordinal).Replace("-1", "=2D1", StringComparison.Ordinal) + "--b--\r\n" },
        { "a file in the place of the model", Form, Model.Replace("name=\"model\"", "name=\"model\"; filename=\"a\"", StringComparison.Ordinal) + "--b--\r\n" },
        { "a list of models", Form, Model + Dearer.Replace("\"model\"", "\"model[]\"", StringComparison.Ordinal) + "--b--\r\n" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_that_could_be_read_in_two_ways_is_refused(string what, string type, string body)
    {
        var sent = gateway.Provider.Requests.Count;

        var answer = await gateway.PostAsync(Path, body, contentType: type);

        Assert.True(answer.Status == 400, $"{what}: {answer.Status} {answer.Text}");
        Assert.Equal(sent, gateway.Provider.Requests.Count);
    }

    /// <summary>Spelled as libraries spell them.</summary>
    [Theory]
    [InlineData("multipart/form-data; boundary=\"b\"", Model + File + "RI\r\nFF--\r\n--a\r\n\r\n--b--\r\n")]
    [InlineData("multipart/form-data; charset=utf-8; boundary=b", Model + File + "\r\n--b--")]
    [InlineData(Form, "\r\n" + Model + File + "\r\n--b--\r\n\r\n")]
    [InlineData(Form, "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=model\r\n\r\nfake/whisper-1\r\n--b\r\nContent-Disposition: form-data; name=file; filename=a.wav; filename*=utf-8''a.wav\r\n\r\nRIFF\r\n--b--\r\n")]
    [InlineData(Form, Model + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"日本 é;\\\"x\\\" C:\\a%22.mp3\"\r\nContent-Type: audio/mpeg\r\nX-Other: y\r\n\r\nRIFF\r\n--b--\r\n")]
    [InlineData(Form, "--b\r\ncontent-disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\nfake/whisper-1\r\n--b\r\nContent-Disposition: form-data; name=\"timestamp_granularities[]\"\r\n\r\nword\r\n--b\r\nContent-Disposition: form-data; name=\"timestamp_granularities[]\"\r\n\r\nsegment\r\n" + File + "RIFF\r\n--b--\r\n")]
    public async Task A_usual_form_passes(string type, string body)
    {
        var answer = await gateway.PostAsync(Path, body, contentType: type);

        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Text}");
        Assert.Equal(body.Replace("fake/whisper-1", "whisper-1", StringComparison.Ordinal), Encoding.UTF8.GetString(gateway.Provider.Requests[^1].Body));
    }
}
