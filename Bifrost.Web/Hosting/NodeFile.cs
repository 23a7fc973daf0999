using Bifrost.Domain.Persistence;

namespace Bifrost.Web.Hosting;

/// <summary>This node's identity, kept in its data folder.</summary>
internal static class NodeFile
{
    /// <summary>Of a server: made on its first start.</summary>
    public static NodeIdentity Load(string dataFolder)
    {
        if (Read(dataFolder) is { } known)
        {
            return known;
        }

        var id = Guid.CreateVersion7();
        File.WriteAllText(PathIn(dataFolder), id.ToString());
        return new NodeIdentity(id);
    }

    /// <summary>Of a verb, which is no node and leaves none behind: the server's beside which it runs, if any.</summary>
    public static NodeIdentity Beside(string dataFolder) => Read(dataFolder) ?? new NodeIdentity(Guid.Empty);

    private static NodeIdentity? Read(string dataFolder) =>
        File.Exists(PathIn(dataFolder)) && Guid.TryParse(File.ReadAllText(PathIn(dataFolder)), out var id) ? new NodeIdentity(id) : null;

    private static string PathIn(string dataFolder) => Path.Combine(dataFolder, "node-id");
}
