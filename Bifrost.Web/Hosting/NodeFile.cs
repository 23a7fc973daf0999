using Bifrost.Domain.Persistence;

namespace Bifrost.Web.Hosting;

/// <summary>This node's identity, kept in its data folder.</summary>
internal static class NodeFile
{
    public static NodeIdentity Load(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "node-id");
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path), out var id))
        {
            return new NodeIdentity(id);
        }

        id = Guid.CreateVersion7();
        File.WriteAllText(path, id.ToString());
        return new NodeIdentity(id);
    }
}
