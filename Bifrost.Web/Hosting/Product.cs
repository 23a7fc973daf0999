using System.Reflection;
using System.Runtime.InteropServices;

namespace Bifrost.Web.Hosting;

/// <summary>What this build is.</summary>
internal static class Product
{
    public static string Version { get; } = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>The runtime, by which an admin recognises a missing security patch.</summary>
    public static string Runtime { get; } = RuntimeInformation.FrameworkDescription;
}
