using System.Net;

namespace Bifrost.Bench.Children;

/// <summary>GET of a server on loopback, outside every measured span.</summary>
internal static class LocalGet
{
    private static readonly HttpMessageInvoker Invoker = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) });

    /// <summary>The body of a 200; null for any other answer or none.</summary>
    public static async Task<string?> TextAsync(int port, string path)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{path}");
        try
        {
            using var response = await Invoker.SendAsync(request, patience.Token);
            return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync(patience.Token) : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
