using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bifrost.Tests.Testing;

/// <summary>
/// A provider on loopback that speaks OpenAI's wire on a real socket, so a gateway in this process and one in another
/// process reach it alike. It answers sensibly by itself, does exactly what a script says where a test gives one, and
/// keeps its own ledger of what it received and what it really generated.
/// </summary>
public sealed class FakeProvider : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedRequest> received = new();
    private readonly Lock rulesLock = new();
    private readonly List<ProviderRule> rules = [];
    private readonly ConcurrentDictionary<long, TaskCompletionSource<ReceivedRequest>> arrivals = new();
    private readonly WebApplication app;
    private long lastNumber;

    private FakeProvider(WebApplication app) => this.app = app;

    /// <summary>For example <c>http://127.0.0.1:41234</c>, without a trailing slash.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>What belongs in a provider's <c>base_url</c>: the origin and <c>/v1</c>.</summary>
    public string BaseUrl => Origin + "/v1";

    public int Port => new Uri(Origin).Port;

    /// <summary>Everything received so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. received];

    /// <summary>Requests that generated something, each with what it truly used; those cut short included.</summary>
    public IReadOnlyList<ReceivedRequest> Completions => [.. received.Where(r => r.Usage is { Output: > 0 } or { Input: > 0 })];

    /// <summary>What the default answers claim and record; null = counted from the texts.</summary>
    public Func<ReceivedRequest, TrueUsage>? UsageOf { get; set; }

    /// <summary>The text that the default answers give; null = an echo of the last input.</summary>
    public Func<ReceivedRequest, string>? TextOf { get; set; }

    /// <summary>Models that <c>GET /v1/models</c> lists.</summary>
    public IList<string> Models { get; } = ["gpt-4o", "gpt-4o-mini", "o4-mini", "text-embedding-3-small", "gpt-image-1", "tts-1", "whisper-1"];

    /// <summary>Starts one on a free port; with a certificate it speaks TLS and HTTP/2, as hosted providers do.</summary>
    public static async Task<FakeProvider> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            });
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseShutdownTimeout(TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var provider = new FakeProvider(app);
        app.Run(provider.ServeAsync);
        await app.StartAsync();
        provider.Origin = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        if (certificate is not null) provider.Origin = $"https://localhost:{provider.Port}";
        return provider;
    }

    /// <summary>Answers every matching request with a script; rules are asked in the order of their registration.</summary>
    public void On(Func<ReceivedRequest, bool> match, Func<ReceivedRequest, Script> answer, int times = int.MaxValue)
    {
        lock (rulesLock) rules.Add(new ProviderRule(match, answer, times));
    }

    /// <summary>Answers matching requests with the same script.</summary>
    public void On(Func<ReceivedRequest, bool> match, Script script, int times = int.MaxValue) => On(match, _ => script, times);

    /// <summary>Answers the next requests, whatever they are, one script each.</summary>
    public void Enqueue(params IEnumerable<Script> scripts)
    {
        foreach (var script in scripts) On(_ => true, script, times: 1);
    }

    /// <summary>Forgets all rules: the default answers are back.</summary>
    public void ForgetScripts()
    {
        lock (rulesLock) rules.Clear();
    }

    /// <summary>A bare client of this provider; no redirects, no cookies, bounded by 100 s.</summary>
    public HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Origin) };

    /// <summary>The request with this number, waiting until it has arrived; bounded by 30 s.</summary>
    public Task<ReceivedRequest> RequestAsync(int number = 1, CancellationToken cancellationToken = default) =>
        ArrivalOf(number).Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = await ReceiveAsync(context);
        var gone = context.RequestAborted;
        var script = ScriptFor(request);
        var completed = false;
        var cutByScript = false;
        try
        {
            if (script.NeedsSocket && request.Protocol == "HTTP/2")
            {
                await ScriptPlayer.PlayAsync(context, request, script);
                cutByScript = true;
            }
            else if (script.NeedsSocket)
            {
                completed = await SocketScriptPlayer.PlayAsync(context, request, script, gone);
                cutByScript = !completed;
            }
            else
            {
                await ScriptPlayer.PlayAsync(context, request, script);
                completed = true;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or System.Net.Sockets.SocketException)
        {
            // The caller hung up, or the server stops: both end here, the ledger tells them apart.
        }
        finally
        {
            if (!completed && !cutByScript && !app.Lifetime.ApplicationStopping.IsCancellationRequested) request.MarkCallerGone();
            request.Usage = completed || cutByScript ? script.Truth : script.Truth.CutAfter(request.ChunksSent);
            request.Finish(completed);
        }

        if (!script.NeedsSocket || request.Protocol == "HTTP/2") return;
        await SocketScriptPlayer.LingerAsync(gone);
        context.Abort();
    }

    private async Task<ReceivedRequest> ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key, v ?? ""))).ToArray();
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var request = new ReceivedRequest(Interlocked.Increment(ref lastNumber), context.Request.Method, target, headers, body.ToArray())
        {
            Protocol = context.Request.Protocol,
            Connection = context.Connection.Id,
        };
        received.Enqueue(request);
        ArrivalOf(request.Number).TrySetResult(request);
        return request;
    }

    private TaskCompletionSource<ReceivedRequest> ArrivalOf(long number) =>
        arrivals.GetOrAdd(number, static _ => new TaskCompletionSource<ReceivedRequest>(TaskCreationOptions.RunContinuationsAsynchronously));

    private Script ScriptFor(ReceivedRequest request)
    {
        lock (rulesLock)
        {
            foreach (var rule in rules)
            {
                if (rule.TryTake(request, out var script)) return script;
            }
        }

        return KeyedAnswers.For(request) ?? DefaultAnswers.For(this, request);
    }
}
