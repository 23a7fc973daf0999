namespace Bifrost.Web.Hosting;

/// <summary>
/// Where this node's console was last reached, kept in its data folder: a verb beside the server is seldom given the server's
/// own flags. It is not in the database, which nodes at other addresses may share.
/// </summary>
internal static class AddressFile
{
    private const string FileName = "address";

    /// <summary>Remembers the address; a server that cannot goes on, since only a lost link would miss it.</summary>
    public static void Write(string dataFolder, Uri address)
    {
        try
        {
            File.WriteAllText(Path.Combine(dataFolder, FileName), address.ToString());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // setup-link then prints the default address, or what --urls tells it.
        }
    }

    /// <summary>The address a link of these settings leads to: what was set, else where the server was last, else the default.</summary>
    public static Uri Of(BifrostSettings settings)
    {
        if (settings.HasPublicUrl || settings.HasUrls)
        {
            return settings.PublicUrl;
        }

        try
        {
            return Uri.TryCreate(File.ReadAllText(Path.Combine(settings.DataFolder, FileName)), UriKind.Absolute, out var last) && last.Scheme is "http" or "https"
                ? last
                : settings.PublicUrl;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return settings.PublicUrl;
        }
    }
}
