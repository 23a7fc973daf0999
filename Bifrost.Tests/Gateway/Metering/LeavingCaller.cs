using System.Net.Http.Headers;
using System.Text;
using Bifrost.Gateway;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.CallerRoutes;
using Bifrost.Gateway.Exchanges;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Metering;

/// <summary>A caller of the real pipeline that hangs up at a moment that the test knows, which a socket would tell the host some time later.</summary>
internal sealed class LeavingCaller : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly MemoryStream _answer = new();
    private readonly DefaultHttpContext _context = new();
    private readonly Task _call;

    private LeavingCaller(IServiceProvider services, string authorization, CallerOperation caller, HttpContent content, ProviderPath? raw = null)
    {
        _context.Features.Set(raw);
        _context.RequestServices = services;
        _context.RequestAborted = _gone.Token;
        _context.Request.Method = "POST";
        _context.Request.Headers.Authorization = authorization;
        _context.Request.ContentType = content.Headers.ContentType!.ToString();
        _context.Request.Body = content.ReadAsStream();
        _context.Request.ContentLength = _context.Request.Body.Length;
        _context.Response.Body = _answer;
        _call = services.GetRequiredService<GatewayPipeline>().HandleAsync(_context, caller);

        // A failed copy clears the answer's head, which this connection never sends.
        Id = Guid.Parse(_context.Response.Headers["x-request-id"].ToString());
    }

    /// <summary>Of the record that the call leaves.</summary>
    public Guid Id { get; }

    /// <summary>What has come so far.</summary>
    public long Received => _answer.Length;

    /// <summary>Begins a call; the content is the caller's to dispose.</summary>
    public static LeavingCaller Begin(IServiceProvider services, AuthenticationHeaderValue? authorization, Operation operation, HttpContent content) =>
        new(services, authorization!.ToString(), OpenAiRoutes.All.Single(x => x.Operation == operation), content);

    /// <summary>Begins a raw call.</summary>
    public static LeavingCaller BeginRaw(IServiceProvider services, AuthenticationHeaderValue? authorization, ProviderPath path, string json) =>
        new(services, authorization!.ToString(), new CallerOperation(Operation.Passthrough), new StringContent(json, Encoding.UTF8, "application/json"), path);

    /// <inheritdoc cref="Begin(IServiceProvider, AuthenticationHeaderValue?, Operation, HttpContent)"/>
    public static LeavingCaller Begin(IServiceProvider services, AuthenticationHeaderValue? authorization, Operation operation, string json) =>
        Begin(services, authorization, operation, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>Hangs up.</summary>
    public Task LeaveAsync() => _gone.CancelAsync();

    /// <summary>Until the gateway is done with the call.</summary>
    public Task EndAsync() => _call.WaitAsync(TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        _gone.Dispose();
        _answer.Dispose();
    }
}
