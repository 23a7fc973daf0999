using System.Globalization;
using System.Net;
using System.Text;
using Bifrost.Bench.Children;
using Bifrost.Bench.Servers;

namespace Bifrost.Bench.Load;

/// <summary>One of the three things that answer: the upstream itself, bare YARP, the gateway.</summary>
internal sealed class Target
{
    /// <summary>The provider's name in the gateway's governance file, and so the model's prefix.</summary>
    public const string ProviderName = "fake";

    /// <summary>The same upstream as a provider of Anthropic's dialect.</summary>
    public const string AnthropicName = "claude";

    private readonly string _token;
    private readonly Dictionary<Workload, byte[]> _requests = [];

    public Target(string name, ServerProcess process, string token, string? allocationPath)
    {
        Name = name;
        AllocationPath = allocationPath;
        Process = process;
        _token = token;
        Endpoint = new IPEndPoint(IPAddress.Loopback, process.Port);
    }

    public string Name { get; }

    public ServerProcess Process { get; }

    /// <summary>Where it tells the bytes it has allocated; null where it does not.</summary>
    public string? AllocationPath { get; }

    public IPEndPoint Endpoint { get; }

    /// <summary>Calls sent so far, to compare with the usage records.</summary>
    public long Calls { get; set; }

    /// <summary>It speaks more than one dialect.</summary>
    public bool IsGateway { get; init; }

    public static string ProviderOf(UpstreamMode mode) => mode == UpstreamMode.AnthropicStream ? AnthropicName : ProviderName;

    /// <summary>What this target is asked for a workload.</summary>
    public Workload Own(Workload workload) => IsGateway ? workload.AtGateway ?? workload : workload;

    /// <summary>The whole request, the same bytes for every target but for the port.</summary>
    public ReadOnlyMemory<byte> RequestFor(Workload workload)
    {
        if (!_requests.TryGetValue(workload, out var request))
        {
            var head = string.Create(CultureInfo.InvariantCulture, $"POST {workload.Path} HTTP/1.1\r\nHost: 127.0.0.1:{Process.Port}\r\nAuthorization: Bearer {_token}\r\nAccept: application/json\r\nContent-Type: application/json\r\nUser-Agent: bifrost-bench/1\r\nContent-Length: {workload.Body.Length}\r\n\r\n");
            request = [.. Encoding.ASCII.GetBytes(head), .. workload.Body];
            _requests.Add(workload, request);
        }

        return request;
    }
}
