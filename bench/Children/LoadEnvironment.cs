namespace Bifrost.Bench.Children;

/// <summary>
/// Runtime switches that only the load generator wants: answers are handled on the socket's own thread, which
/// halves its CPU on a small machine. They must not reach the servers that are measured.
/// </summary>
internal static class LoadEnvironment
{
    private static readonly (string Name, string Value)[] Switches =
    [
        ("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1"),
        ("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1"),
    ];

    /// <summary>Sets them; before the process opens its first socket.</summary>
    public static void Apply()
    {
        foreach (var (name, value) in Switches)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public static void RemoveFrom(IDictionary<string, string?> environment)
    {
        foreach (var (name, _) in Switches)
        {
            environment.Remove(name);
        }
    }
}
