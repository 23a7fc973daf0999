using System.Buffers;
using System.Net.Http.Headers;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Gateway.Dialects;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Hostile.Wires;

/// <summary>A host with a provider of every dialect, a key without limits and one with a budget, whose streams are paid for event by event.</summary>
public sealed class HostileWireHost : IAsyncLifetime
{
    public DialectHost Dialects { get; } = new();

    public FakeProvider Provider => Dialects.Provider;

    private HttpClient Budgeted { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Dialects.InitializeAsync();
        var issued = await Dialects.Host.Services.GetRequiredService<VirtualKeyCommands>().CreateAsync(
            Actor.CommandLine, new VirtualKeySpec("budgeted", Models: ["*"], Limits: new LimitsSpec { Budgets = [new BudgetSpec(1_000, "1d")] }));
        Assert.True(issued.IsOk);
        Budgeted = Dialects.Host.CreateClient(issued.Value.Secret);
    }

    /// <summary>Asks the provider of a dialect as a caller of another, or of the same.</summary>
    internal async Task<HttpResponseMessage> AskAsync(DialectWire caller, DialectWire provider, bool stream, bool budgeted)
    {
        var model = $"{provider.Provider}/{provider.Model}";
        var output = new ArrayBufferWriter<byte>();
        using var request = DialectSamples.Request(model, stream);
        caller.Format.WriteRequest(request, new RequestFrame(model, caller.Kind), new TranslationNotes(caller.Format.NameOf), output);
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(caller.PathFor(model, stream), UriKind.Relative)) { Content = new ByteArrayContent(output.WrittenSpan.ToArray()) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await (budgeted ? Budgeted : Dialects.Client).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Nothing stays held of any budget.</summary>
    public async Task NothingIsHeldAsync()
    {
        Assert.True(await Dialects.Host.Services.GetRequiredService<UsageWriter>().FlushAsync(TestContext.Current.CancellationToken));
        var ledger = Dialects.Host.Services.GetRequiredService<SpendLedger>();
        await Polling.UntilAsync(() => ledger.With(accounts => accounts.Sum(x => x.Reserved)) == 0, () => "a hold is left");
    }

    public async ValueTask DisposeAsync()
    {
        Budgeted.Dispose();
        await Dialects.DisposeAsync();
    }
}
