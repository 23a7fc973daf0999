using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bifrost.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bifrost.Tests.Domain.Alerts;

/// <summary>A receiver on loopback that keeps what it is sent and answers as the test says. It verifies signatures by code of its own.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Message> _received = new();
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app, Uri url) => (_app, Url) = (app, url);

    public Uri Url { get; }

    /// <summary>200 with <c>ok</c> unless the test says otherwise.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = static context => context.Response.WriteAsync("ok");

    public IReadOnlyList<Message> Received => [.. _received];

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var url = new Uri($"http://127.0.0.1:{TestPaths.FreePort()}/hooks/bifrost?team=ops");
        app.Urls.Add(url.GetLeftPart(UriPartial.Authority));
        var receiver = new WebhookReceiver(app, url);
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        _received.Enqueue(new Message(
            context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.ContentType, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(),
            headers["webhook-signature"].ToString(), body.ToArray()));
        await Answer(context);
    }

    public sealed record Message(string Method, string Path, string? ContentType, string Id, string Timestamp, string Signature, byte[] Body)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        /// <summary>How many of the signatures are this secret's, in the order sent.</summary>
        public int[] SignaturesOf(string secret)
        {
            Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
            using var hmac = new HMACSHA256(Convert.FromBase64String(secret[6..]));
            byte[] signed = [.. Encoding.ASCII.GetBytes(Id), (byte)'.', .. Encoding.ASCII.GetBytes(Timestamp), (byte)'.', .. Body];
            var expected = "v1," + Convert.ToBase64String(hmac.ComputeHash(signed));
            return [.. Signature.Split(' ').Index().Where(x => x.Item == expected).Select(x => x.Index)];
        }
    }
}
