using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>
/// Bodies within the size that callers may send, made of very many small things: reading and writing each of them takes no longer in a
/// million than in ten. A step that looks through all others would take hours here, not seconds.
/// </summary>
public sealed class LargeRequestTests
{
    private const int Times = 100_000;

    // In the bodies: a thing that stands there so often, each time with its own number in the place of #.
    private static readonly Regex Many = new("<(.*?)>");

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, (IWireFormat Format, string Body)> Bodies = new()
    {
        ["gemini, calls and results that do not match"] = (WireFormatCatalog.Gemini,
            """{"contents":[{"role":"model","parts":[<{"functionCall":{"name":"a","id":"i#"}}>]},{"role":"user","parts":[<{"functionResponse":{"name":"b","id":"x#"}}>]}]}"""),
        ["gemini, calls answered in order"] = (WireFormatCatalog.Gemini,
            """{"contents":[{"role":"model","parts":[<{"functionCall":{"name":"a"}}>]},{"role":"user","parts":[<{"functionResponse":{"name":"a"}}>]}]}"""),
        ["gemini, tools allowed by name"] = (WireFormatCatalog.Gemini,
            """{"contents":"Hi","tools":[{"functionDeclarations":[<{"name":"a#"}>]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":[<"b#">]}}}"""),
        ["ollama, calls answered in order"] = (WireFormatCatalog.OllamaChat,
            """{"model":"m","messages":[{"role":"assistant","tool_calls":[<{"function":{"name":"a"}}>]},<{"role":"tool","content":"x"}>]}"""),
        ["cohere, documents before many parts"] = (WireFormatCatalog.CohereChat,
            """{"model":"m","messages":[{"role":"user","content":[<{"type":"text","text":"a"}>]}],"documents":[<"d">]}"""),
        ["chat, words before results"] = (WireFormatCatalog.OpenAiChat,
            """{"model":"m","messages":[{"role":"user","content":[<{"type":"text","text":"a"}>]},<{"role":"tool","tool_call_id":"c","content":"x"}>]}"""),
        ["anthropic, tools that come and go"] = (WireFormatCatalog.AnthropicMessages,
            """{"model":"m","max_tokens":9,"tools":[<{"name":"a#","input_schema":{}}>],"messages":[{"role":"user","content":[<{"type":"tool_removal","tool":{"name":"a#"}}>,<{"type":"tool_addition","tool":{"definition":{"name":"b#","input_schema":{}}}}>]}]}"""),
        ["anthropic, fields of its own"] = (WireFormatCatalog.AnthropicMessages,
            """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],<"f#":1>}"""),
    };

    public static TheoryData<string> Names() => new(Bodies.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_takes_seconds(string name)
    {
        var (format, body) = Bodies[name];
        var bytes = Encoding.UTF8.GetBytes(Many.Replace(body, x => Repeated(x.Groups[1].Value)));
        Assert.InRange(bytes.Length, 1, 32 * 1024 * 1024);

        await Task.Run(() => Translate(format, bytes), TestContext.Current.CancellationToken).WaitAsync(Bound, TestContext.Current.CancellationToken);
    }

    private static void Translate(IWireFormat format, byte[] body)
    {
        Assert.True(format.TryReadRequest(body, new CallShape("m"), out var request, out var error), error.Message);
        using (request)
        {
            Assert.NotNull(RequestMeasure.Of(request).Scan);
            foreach (var target in WireFormatCatalog.All)
            {
                var notes = new TranslationNotes(target.NameOf);
                foreach (var (other, _) in request.Others)
                {
                    notes.Drop(other);
                }

                target.WriteRequest(request, new RequestFrame("m", "any"), notes, new ArrayBufferWriter<byte>());
            }
        }
    }

    private static string Repeated(string one) => string.Join(',', Enumerable.Range(0, Times).Select(x => one.Replace("#", x.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
}
