using Bifrost.Domain.Persistence;

namespace Bifrost.Web.Hosting;

/// <summary>Finds the master key: given, or kept in the data folder where SQLite is the database.</summary>
internal static class MasterKeyFile
{
    private const string FileName = "master.key";

    /// <summary>Loads or, on SQLite's first start, makes the key.</summary>
    /// <param name="generated">The path of a key that was made just now.</param>
    /// <exception cref="SettingsException">PostgreSQL without a key, or an unreadable file.</exception>
    public static MasterKey Load(BifrostSettings settings, out string? generated)
    {
        generated = null;
        if (settings.MasterKey is { } given)
        {
            return new MasterKey(given);
        }

        if (settings.Database.IsPostgres)
        {
            throw new SettingsException("BIFROST_MASTER_KEY or --master-key-file: PostgreSQL needs one, the same on every node (openssl rand -base64 32). It is never generated.");
        }

        var path = Path.Combine(settings.DataFolder, FileName);
        if (!File.Exists(path))
        {
            if (File.Exists(Path.Combine(settings.DataFolder, "bifrost.db")))
            {
                throw new SettingsException($"{path} is missing, but the database beside it was sealed with it. Put it back, or set BIFROST_MASTER_KEY.");
            }

            Write(path, Convert.ToBase64String(MasterKey.Generate()));
            generated = path;
        }

        var bytes = new byte[MasterKey.Length];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), bytes, out var length) && length == bytes.Length
            ? new MasterKey(bytes)
            : throw new SettingsException($"{path} does not hold 32 bytes in base64.");
    }

    private static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(System.Text.Encoding.ASCII.GetBytes(text + "\n"));
        file.Flush(flushToDisk: true);
    }
}
