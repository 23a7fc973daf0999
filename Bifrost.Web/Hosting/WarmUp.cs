using System.Reflection;
using System.Runtime.CompilerServices;
using Bifrost.Domain.Usage;
using Bifrost.Gateway;
using Yarp.ReverseProxy.Forwarder;

namespace Bifrost.Web.Hosting;

/// <summary>
/// Compiles what a request runs through while nobody waits: without it the first caller would pay for the compiler, and the
/// first request that anybody looks at would say that the gateway is slow. Beside the server, once, after it listens.
/// </summary>
internal sealed class WarmUp(IHostApplicationLifetime lifetime) : IHostedService
{
    private static readonly (Assembly Assembly, string[] Namespaces)[] HotPath =
    [
        (typeof(GatewayEndpoints).Assembly, ["Bifrost.Gateway"]),
        (typeof(UsageRecord).Assembly, ["Bifrost.Domain.Usage", "Bifrost.Domain.Providers", "Bifrost.Domain.VirtualKeys", "Bifrost.Domain.Governance"]),
        (typeof(IHttpForwarder).Assembly, ["Yarp.ReverseProxy.Forwarder", "Yarp.ReverseProxy.Utilities"]),
    ];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => Task.Factory.StartNew(
            () => Prepare(lifetime.ApplicationStopping), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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
