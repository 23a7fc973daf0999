using System.Net;
using System.Text;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>
/// One gateway for a class of tests: a key with a hard budget of a billion dollars, where a million tokens of input cost a
/// dollar and one of output does, and a key without any limit.
/// </summary>
public sealed class BudgetedGateway : IAsyncLifetime
{
    private const long NanosADollar = 1_000_000_000;
    private const long NanosAnInputToken = 1_000;

    private HttpClient _budgeted = null!;
    private HttpClient _free = null!;

    internal BudgetedHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await BudgetedHost.StartAsync(null, null, BudgetedHost.Budget(1_000_000_000), new PriceSpec { Model = "fake/*", InputPerMtok = 1, OutputPerMtok = 1_000_000 });
        _budgeted = Host.Host.CreateClient();
        _budgeted.DefaultRequestHeaders.Authorization = Host.Authorization;
        _free = Host.Host.CreateClient(await Host.Host.AddKeyAsync("free", "*"));
    }

    public async ValueTask DisposeAsync()
    {
        _budgeted.Dispose();
        _free.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>Status and body of a call; <paramref name="budgeted"/> says with which key.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(string path, string json, bool budgeted = true)
    {
        var (status, body, _) = await CallAsync(path, json, budgeted);
        return (status, body);
    }

    /// <summary>Sends under the budget and says how many tokens of input and output were held.</summary>
    public async Task<(long Input, long Output)> HeldAsync(string path, string json)
    {
        var (status, body, id) = await CallAsync(path, json, budgeted: true);
        Assert.True(status == HttpStatusCode.OK, body);
        Assert.True(await Host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        var record = (await Host.ReadAsync(db => db.UsageRecords.AsNoTracking().ToListAsync())).Single(x => x.Id.ToString() == id);
        return (record.HeldNanos!.Value % NanosADollar / NanosAnInputToken, record.HeldNanos.Value / NanosADollar);
    }

    private async Task<(HttpStatusCode Status, string Body, string Id)> CallAsync(string path, string json, bool budgeted)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await (budgeted ? _budgeted : _free).PostAsync("/v1/" + path, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.GetValues("x-request-id").Single());
    }
}
