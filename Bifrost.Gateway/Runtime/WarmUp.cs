using System.Reflection;
using System.Runtime.CompilerServices;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.WireFormats.OpenAi;
using Microsoft.Extensions.Hosting;
using Yarp.ReverseProxy.Forwarder;

namespace Bifrost.Gateway.Runtime;

/// <summary>
/// Compiles what a request runs through while nobody waits: without it the first caller would pay for the compiler, and the
/// first request that anybody looks at would say that the gateway is slow. Beside the server, once, after it listens.
/// </summary>
public sealed class WarmUp(IHostApplicationLifetime lifetime) : IHostedService
{
    private static readonly (Assembly Assembly, string[] Namespaces)[] HotPath =
    [
        (typeof(GatewayEndpoints).Assembly, ["Bifrost.Gateway"]),
        (typeof(UsageRecord).Assembly, ["Bifrost.Domain.Usage", "Bifrost.Domain.Providers", "Bifrost.Domain.VirtualKeys", "Bifrost.Domain.Governance"]),
        (typeof(IHttpForwarder).Assembly, ["Yarp.ReverseProxy.Forwarder", "Yarp.ReverseProxy.Utilities"]),
    ];

    private static int _begun;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // What is compiled stays compiled, for every host of the process.
        if (Interlocked.Exchange(ref _begun, 1) != 0)
        {
            return Task.CompletedTask;
        }

        lifetime.ApplicationStarted.Register(() => Task.Factory.StartNew(
            () => Run(lifetime.ApplicationStopping), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Run(CancellationToken stop)
    {
        Prepare(stop);
        if (stop.IsCancellationRequested)
        {
            return;
        }

        Rehearse();

        // What starting took and serving does not need goes back to the machine.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>Runs what can be run without a request: this sets up what lies below our own methods, such as the crypto library.</summary>
    private static void Rehearse()
    {
        _ = KeyHash.Of(KeySecret.Create(KeySecret.VirtualKeyPrefix));
        var request = """{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true,"temperature":1}"""u8.ToArray();
        if (RequestScanner.TryScan(request, out var scan, out _))
        {
            _ = BodyEdits.For(scan, request, BodyEdits.ModelToken("n"), askForUsage: true).LengthOf(request.Length);
        }

        using var usage = new ResponseUsage(new MeteredResponse(new OutputText(new TokenEstimator(), TokenEncoding.O200kBase)));
        usage.ReadWhole("""{"model":"m","choices":[{"message":{"content":"Hello"}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""u8);
        using var meter = new ChatStreamMeter(new MeteredResponse(new OutputText(new TokenEstimator(), TokenEncoding.O200kBase)), callerWantsUsage: false);
        var chunk = """data: {"model":"m","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}"""u8.ToArray();
        byte[] unit = [.. chunk, (byte)'\n', (byte)'\n'];
        meter.Read(unit);
        meter.Read(unit);
    }

    /// <summary>Compiles every method of the request's way that can be compiled alone. Never throws.</summary>
    /// <returns>How many methods are ready.</returns>
    internal static int Prepare(CancellationToken stop)
    {
        var prepared = 0;
        foreach (var (assembly, namespaces) in HotPath)
        {
            foreach (var type in assembly.GetTypes())
            {
                if (stop.IsCancellationRequested)
                {
                    return prepared;
                }

                if (!type.ContainsGenericParameters && type.Namespace is { } name && Array.Exists(namespaces, x => name.StartsWith(x, StringComparison.Ordinal)))
                {
                    prepared += Prepare(type);
                }
            }
        }

        return prepared;
    }

    private static int Prepare(Type type)
    {
        const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var prepared = 0;
        foreach (var method in type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own)))
        {
            if (method.IsAbstract || method.ContainsGenericParameters || (method is ConstructorInfo && method.IsStatic))
            {
                continue;
            }

            try
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
                prepared++;
            }
#pragma warning disable CA1031 // A method that cannot be compiled ahead is compiled when it is called.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }

        return prepared;
    }
}
