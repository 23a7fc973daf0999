using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bifrost.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ProviderKeyFields : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "api_version",
                table: "providers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "encrypted_secrets",
                table: "provider_keys",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "secret_names",
                table: "provider_keys",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<byte[]>(
                name: "secrets_hash",
                table: "provider_keys",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "settings",
                table: "provider_keys",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "api_version",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "encrypted_secrets",
                table: "provider_keys");

            migrationBuilder.DropColumn(
                name: "secret_names",
                table: "provider_keys");

            migrationBuilder.DropColumn(
                name: "secrets_hash",
                table: "provider_keys");

            migrationBuilder.DropColumn(
                name: "settings",
                table: "provider_keys");
        }
    }
}
