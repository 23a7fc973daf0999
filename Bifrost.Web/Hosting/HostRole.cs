namespace Bifrost.Web.Hosting;

/// <summary>What this process serves.</summary>
internal enum HostRole
{
    /// <summary>The gateway and the console.</summary>
    All,

    /// <summary>Callers' routes, health and metrics only.</summary>
    Gateway,

    /// <summary>The console and the admin API only.</summary>
    Console,
}
