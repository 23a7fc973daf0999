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
            // setup-link then prints the default address and says so.
        }
    }

    /// <summary>The address a link of these settings leads to: what was set, else where the server was last, else the default.</summary>
    /// <returns>With what a person must know of an address that nobody set; null where somebody did.</returns>
    public static (Uri Address, string? Assumed) Of(BifrostSettings settings)
    {
        if (settings.HasPublicUrl || settings.HasUrls)
        {
            return (settings.PublicUrl, null);
        }

        return Last(settings.DataFolder) is { } last
            ? (last, $"The address is where the server of {settings.DataFolder} was last reached.")
            : (settings.PublicUrl, $"The address is the default: no server has run on {settings.DataFolder}, where it would have left its own. "
                + "Where yours runs elsewhere, say so as it was told: BIFROST_PUBLIC_URL, --urls or --data.");
    }

    private static Uri? Last(string dataFolder)
    {
        try
        {
            return Uri.TryCreate(File.ReadAllText(Path.Combine(dataFolder, FileName)), UriKind.Absolute, out var last) && last.Scheme is "http" or "https" ? last : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
