namespace Bifrost.Web.Hosting;

/// <summary>
/// The SQLite file, readable by its owner alone. SQLite would make it readable for everybody, and gives the files beside it the
/// mode that it has itself.
/// </summary>
internal static class DatabaseFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] Endings = ["", "-wal", "-shm"];

    /// <summary>Makes an empty file before SQLite does, or closes what is there to everybody else.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Secure(DatabaseSetting database)
    {
        if (database.IsPostgres || OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            // Made in one step with its mode: a file that is closed afterwards was open for a moment.
            using var made = new FileStream(database.Name, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        }
        catch (IOException) when (File.Exists(database.Name))
        {
            Tighten(database.Name);
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Tighten(string database)
    {
        foreach (var path in Endings.Select(x => database + x).Where(File.Exists))
        {
            try
            {
                if (File.GetUnixFileMode(path) is var mode && (mode & ~OwnerOnly) != 0)
                {
                    File.SetUnixFileMode(path, mode & OwnerOnly);
                }
            }
            catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
            {
                // Somebody else's file, or a file system without modes: whoever set it up so decides who reads it.
            }
        }
    }
}
