using System.Diagnostics;
using System.Globalization;
using Bifrost.Bench.Servers;

namespace Bifrost.Bench.Children;

/// <summary>The servers inside this program, each started as a process of its own.</summary>
internal static class OwnServer
{
    public static Task<ServerProcess> StartUpstreamAsync()
    {
        var port = FreePort.Next();
        return ServerProcess.StartAsync(Self("upstream", port), port, "/");
    }

    /// <summary>A bare YARP forwarder, with the runtime settings that the gateway is published with.</summary>
    public static Task<ServerProcess> StartYarpAsync(int upstreamPort, IReadOnlyDictionary<string, string> runtimeSettings)
    {
        var port = FreePort.Next();
        var start = Self("yarp", port, upstreamPort);
        foreach (var (name, value) in runtimeSettings)
        {
            start.Environment[name] = value;
        }

        return ServerProcess.StartAsync(start, port, YarpServer.AllocationPath);
    }

    private static ProcessStartInfo Self(string verb, params ReadOnlySpan<int> numbers)
    {
        var start = new ProcessStartInfo(DotnetHost.Path);
        start.ArgumentList.Add(System.IO.Path.Combine(AppContext.BaseDirectory, "Bifrost.Bench.dll"));
        start.ArgumentList.Add(verb);
        foreach (var number in numbers)
        {
            start.ArgumentList.Add(number.ToString(CultureInfo.InvariantCulture));
        }

        return start;
    }
}
